package io.atoll.controller;

import io.atoll.runtime.app.App;

/** Runs a region's controller: {@code --config FILE}. */
public final class ControllerMain {
  private ControllerMain() {}

  public static void main(String[] args) {
    App.run(
        args,
        ControllerConfig::read,
        (vertx, config, admin) -> Controller.assemble(vertx, config, admin).services());
  }
}
