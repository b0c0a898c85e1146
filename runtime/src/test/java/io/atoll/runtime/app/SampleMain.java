package io.atoll.runtime.app;

import io.atoll.runtime.config.ConfigNode;
import io.vertx.core.Future;
import java.util.List;

/** A process as modules write them, run by {@link AppTest} in a JVM of its own. */
public final class SampleMain {
  record SampleConfig(ProcessConfig process, String greeting) implements AppConfig {
    static SampleConfig read(ConfigNode node) {
      return new SampleConfig(ProcessConfig.read(node), node.requiredString("greeting"));
    }
  }

  /** Says what happens to it, so that the parent process can see. */
  private record Saying(String greeting) implements Service {
    @Override
    public String name() {
      return "saying";
    }

    @Override
    public Future<Void> start() {
      if (greeting.equals("refuse")) {
        return Future.failedFuture("told to refuse");
      }
      System.out.println("started " + greeting);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
      System.out.println("stopped " + greeting);
      return Future.succeededFuture();
    }
  }

  private SampleMain() {}

  public static void main(String[] args) {
    App.run(
        args, SampleConfig::read, (vertx, config, admin) -> List.of(new Saying(config.greeting())));
  }
}
