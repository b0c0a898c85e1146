package io.atoll.cli.shop;

import com.sun.net.httpserver.HttpServer;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.config.ConfigNode;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** The shop's process: {@code --config FILE}. The JDK's own server keeps it small. */
public final class ShopMain {
  private record ShopConfig(HostPort listen, String region) {
    static ShopConfig read(ConfigNode node) {
      return new ShopConfig(node.hostPort("listen"), node.requiredString("region"));
    }
  }

  private ShopMain() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("expected --config FILE");
      System.exit(2);
    }
    try {
      ShopConfig config = Config.load(Path.of(args[1]), ShopConfig::read);
      start(config.listen(), new Shop(config.region(), System::currentTimeMillis));
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static HttpServer start(HostPort listen, Shop shop) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
    server.createContext("/", shop);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return server;
  }
}
