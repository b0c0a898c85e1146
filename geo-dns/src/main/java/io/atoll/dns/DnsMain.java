package io.atoll.dns;

import io.atoll.runtime.admin.AdminEndpoint;
import io.atoll.runtime.app.App;
import io.atoll.runtime.app.Service;
import io.vertx.core.Vertx;
import java.util.List;

/** The process of a name server: {@code --config FILE}. */
public final class DnsMain {
  private DnsMain() {}

  public static void main(String[] args) {
    App.run(args, DnsConfig::read, DnsMain::assemble);
  }

  /** Makes the parts without starting them. */
  public static List<Service> assemble(Vertx vertx, DnsConfig config, AdminEndpoint admin) {
    return new Assembly(vertx, config, admin.meters()).services(admin);
  }
}
