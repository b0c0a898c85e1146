package io.atoll.parts;

import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of one broker: {@code BrokerMain --config FILE}. SIGTERM stops it in order. Exit
 * codes as for every process: 0 stopped, 1 failed, 2 the config is wrong.
 */
public final class BrokerMain {
  private static final int FAILED = 1;
  private static final int WRONG_CONFIG = 2;
  private static final Logger log = LoggerFactory.getLogger(BrokerMain.class);

  private BrokerMain() {}

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("expected --config FILE");
      System.exit(WRONG_CONFIG);
    }
    try {
      run(Config.load(Path.of(args[1]), BrokerConfig::read));
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(WRONG_CONFIG);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("did not start");
      // Not System.exit: that would wait for the broker's own threads.
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static void run(BrokerConfig config) {
    KafkaBroker broker = config.broker();
    String id = config.region() + "/" + config.node();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  broker.stop();
                  log.atInfo().addKeyValue("node", id).log("stopped");
                  Runtime.getRuntime().halt(0);
                },
                "stop"));
    broker.start();
    log.atInfo().addKeyValue("node", id).log("started");
  }
}
