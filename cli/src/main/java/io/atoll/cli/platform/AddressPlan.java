package io.atoll.cli.platform;

import io.atoll.runtime.net.HostPort;

/**
 * The loopback addresses of a platform. Region <em>r</em> lives on {@code 127.net.r.x}, with the
 * same last number for the same node in every region; what region <em>a</em> sends to region
 * <em>b</em> goes to {@code 127.(net+10+a).b.x}, where the emulated WAN listens.
 *
 * @param net the second number, a multiple of {@value #STEP}, so that several platforms can run on
 *     one machine side by side; 0 is the usual one
 */
record AddressPlan(int net) {
  static final AddressPlan USUAL = new AddressPlan(0);

  /** How many second numbers a platform takes: its own, and one per region from 11 on. */
  static final int STEP = 20;

  static final int NET_MAX = 220;
  private static final int WAN = 10;

  static final int KAFKA = 10;
  static final int REDIS = 20;
  static final int CONTROLLER = 30;
  static final int REPLICATOR = 40;
  static final int DNS = 53;
  static final int SHOP = 60;

  static final int DATA_PORT = 8080;
  static final int ADMIN_PORT = 9090;
  static final int CLUSTER_PORT = 5701;
  static final int KAFKA_PORT = 9092;
  static final int KAFKA_CONTROLLER_PORT = 9093;
  static final int REDIS_PORT = 6379;
  static final int CONTROLLER_PORT = 7000;
  static final int RAFT_PORT = 7800;
  static final int DNS_PORT = 5300;
  static final int SHOP_PORT = 8000;
  static final int SUPERVISOR_PORT = 7070;
  private static final int KAFKA_WAN_PORT = 9100;

  AddressPlan {
    if (net < 0 || net > NET_MAX || net % STEP != 0) {
      throw new IllegalArgumentException(
          "net %d is not a multiple of %d from 0 to %d".formatted(net, STEP, NET_MAX));
    }
  }

  /** Of a node in its own region. */
  String host(int region, int node) {
    return "127.%d.%d.%d".formatted(net, region, node);
  }

  HostPort at(int region, int node, int port) {
    return new HostPort(host(region, node), port);
  }

  /** Of a node of region {@code to}, as region {@code from} reaches it. */
  HostPort via(int from, int to, int node, int port) {
    return from == to
        ? at(to, node, port)
        : new HostPort("127.%d.%d.%d".formatted(net + WAN + from, to, node), port);
  }

  /** The port on which a broker serves the clients of another region. */
  int kafkaWanPort(int from) {
    return KAFKA_WAN_PORT + from;
  }

  HostPort dnsRelay() {
    return new HostPort(everybody(), DNS_PORT);
  }

  HostPort supervisor() {
    return new HostPort(everybody(), SUPERVISOR_PORT);
  }

  /** 127.0.0.1 for the usual platform. */
  private String everybody() {
    return host(0, 1);
  }
}
