package io.atoll.cli.platform;

import io.atoll.cli.platform.relay.TcpRelay;
import io.atoll.cli.platform.relay.UdpRelay;
import io.atoll.cli.platform.wan.Wan;
import io.atoll.runtime.access.Access;
import io.atoll.runtime.config.Config;
import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.net.HostPort;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process in the background that a platform hangs on: keepers, WAN, DNS relay, and the API over
 * them. SIGTERM stops the whole platform. Its own death leaves the platform running, without
 * traffic between regions; {@code down} and {@code up} find and end what is left then.
 */
public final class SupervisorMain {
  private static final long START_SECONDS_MAX = 20;
  private static final Logger log = LoggerFactory.getLogger(SupervisorMain.class);

  private SupervisorMain() {}

  /** Takes {@code --config FILE}; see {@link SupervisorConfig}. */
  public static void main(String[] args) throws Exception {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("expected --config FILE");
      System.exit(2);
    }
    try {
      run(Config.load(Path.of(args[1]), SupervisorConfig::read).blueprint());
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (Exception e) {
      log.atError().setCause(e).log("did not start");
      System.exit(1);
    }
  }

  private static void run(Blueprint blueprint) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    PidFiles pids = new PidFiles(blueprint.data().root());
    pids.note(PidFiles.SUPERVISOR, ProcessHandle.current().pid());
    Holds holds =
        new Holds(System::currentTimeMillis, () -> UUID.randomUUID().toString().substring(0, 8));
    Supervisor supervisor = new Supervisor(blueprint.nodes(), holds, pids);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, pids), "stop"));
    Wan wan = new Wan(vertx, System::currentTimeMillis, System::nanoTime, blueprint.routes());
    AddressPlan plan = blueprint.topology().plan();
    List<HostPort> servers =
        blueprint.topology().regions().stream()
            .map(region -> plan.at(region.index(), AddressPlan.DNS, AddressPlan.DNS_PORT))
            .toList();
    Access access = Access.load(blueprint.data().tokenFile());
    await(
        wan.start()
            .compose(up -> vertx.deployVerticle(new UdpRelay(plan.dnsRelay(), servers)))
            .compose(up -> vertx.deployVerticle(new TcpRelay(plan.dnsRelay(), servers)))
            .compose(
                up -> new SupervisorApi(vertx, supervisor, wan, access).start(plan.supervisor())));
    supervisor.start();
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(START_SECONDS_MAX, TimeUnit.SECONDS);
  }

  private static void stop(Supervisor supervisor, PidFiles pids) {
    try {
      supervisor.stop();
      pids.forget(PidFiles.SUPERVISOR);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
