package io.atoll.parts;

/**
 * One more door to a broker: where it listens, and the address it tells clients that come through
 * it to use. They differ when a proxy stands in between.
 *
 * @param name of {@code A-Z 0-9 -}, such as {@code WAN-EU-WEST}
 * @param port what the broker binds on its own address; 0: any free one
 * @param advertisedHost what clients are told
 * @param advertisedPort what clients are told; 0: the bound port
 */
public record KafkaListener(String name, int port, String advertisedHost, int advertisedPort) {
  /** A listener without a proxy. */
  static KafkaListener direct(String name, String host, int port) {
    return new KafkaListener(name, port, host, port);
  }

  KafkaListener resolved(String bindHost) {
    int bound = FreePort.orGiven(bindHost, port);
    return new KafkaListener(
        name, bound, advertisedHost, advertisedPort == 0 ? bound : advertisedPort);
  }

  String bound(String host) {
    return name + "://" + host + ":" + port;
  }

  String advertised() {
    return name + "://" + advertisedHost + ":" + advertisedPort;
  }
}
