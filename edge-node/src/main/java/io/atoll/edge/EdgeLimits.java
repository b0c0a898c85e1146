package io.atoll.edge;

import io.atoll.core.operation.Key;
import io.atoll.edge.server.ServerLimits;
import io.atoll.runtime.config.ConfigNode;
import java.time.Duration;

/**
 * Bounds of what clients may send and take up.
 *
 * @param nameBytesMax of a key's name, decoded
 * @param valueBytesMax of a value
 * @param headerBytesMax all header fields of a request
 * @param headersMax lines of header fields of a request
 * @param connectionsMax open at one time
 * @param connectionsPerAddressMax of them by one client's address
 * @param idleMax from the end of one request to the last header of the next
 * @param bodyMax from a request's headers to the end of its body
 * @param writesMax under way at one time
 * @param writeBytesMax of the values of writes under way
 * @param answerBytesMax of large answers of the data API that clients have not taken
 * @param stallMax in which a client takes nothing of an answer, before it is cut off
 * @param grace how long a stop says that it is one while everybody is still served
 * @param drainMax how long it waits for requests under way after that
 */
public record EdgeLimits(
    int nameBytesMax,
    int valueBytesMax,
    int headerBytesMax,
    int headersMax,
    int connectionsMax,
    int connectionsPerAddressMax,
    Duration idleMax,
    Duration bodyMax,
    int writesMax,
    long writeBytesMax,
    long answerBytesMax,
    Duration stallMax,
    Duration grace,
    Duration drainMax) {
  private static final int NAME_BYTES_DEFAULT = 512;
  private static final int VALUE_BYTES_DEFAULT = 1 << 20;

  /** What fits into one record of the log with its key and head. */
  private static final int VALUE_BYTES_MAX = 1 << 20;

  private static final int HEADER_BYTES_DEFAULT = 8 << 10;
  private static final int HEADERS_DEFAULT = 100;
  private static final int CONNECTIONS_DEFAULT = 10_000;

  /** Many people share one address, no single one has so many. */
  private static final int CONNECTIONS_PER_ADDRESS_DEFAULT = 1_000;

  private static final Duration IDLE_DEFAULT = Duration.ofSeconds(60);
  private static final Duration BODY_DEFAULT = Duration.ofSeconds(30);
  private static final int WRITES_DEFAULT = 4096;
  private static final long WRITE_BYTES_DEFAULT = 64L << 20;
  private static final long ANSWER_BYTES_DEFAULT = 64L << 20;

  /** A reader that lost its network is back by then, or does not come back. */
  private static final Duration STALL_DEFAULT = Duration.ofSeconds(60);

  /** Two failed probes of a controller, and the way of the news to name servers. */
  private static final Duration GRACE_DEFAULT = Duration.ofSeconds(2);

  /** With the grace, within what a process has to stop anyway. */
  private static final Duration DRAIN_DEFAULT = Duration.ofSeconds(5);

  /** Method, version, prefix and namespace. */
  private static final int REQUEST_LINE_REST_BYTES = 256;

  static EdgeLimits read(ConfigNode node) {
    return new EdgeLimits(
        (int) node.size("name-bytes-max", NAME_BYTES_DEFAULT, 1, Key.NAME_BYTES_MAX),
        (int) node.size("value-bytes-max", VALUE_BYTES_DEFAULT, 1, VALUE_BYTES_MAX),
        (int) node.size("header-bytes-max", HEADER_BYTES_DEFAULT, 1 << 10, 1 << 20),
        node.integer("headers-max", HEADERS_DEFAULT, 10, 10_000),
        node.integer("connections-max", CONNECTIONS_DEFAULT, 1, 1_000_000),
        node.integer("connections-per-address-max", CONNECTIONS_PER_ADDRESS_DEFAULT, 1, 1_000_000),
        node.duration("idle-max", IDLE_DEFAULT, Duration.ofSeconds(1), Duration.ofHours(1)),
        node.duration("body-max", BODY_DEFAULT, Duration.ofSeconds(1), Duration.ofHours(1)),
        node.integer("writes-max", WRITES_DEFAULT, 1, 1_000_000),
        node.size("write-bytes-max", WRITE_BYTES_DEFAULT, VALUE_BYTES_DEFAULT, 1L << 34),
        node.size("answer-bytes-max", ANSWER_BYTES_DEFAULT, 4 << 20, 1L << 34),
        node.duration("stall-max", STALL_DEFAULT, Duration.ofSeconds(1), Duration.ofHours(1)),
        node.duration("grace", GRACE_DEFAULT, Duration.ZERO, Duration.ofMinutes(5)),
        node.duration("drain-max", DRAIN_DEFAULT, Duration.ofMillis(1), Duration.ofMinutes(5)));
  }

  /** What the server needs of it. */
  ServerLimits server() {
    // A name may be percent-encoded to three times its length; one a little too long still gets
    // here, to be told so.
    int requestLineBytesMax = REQUEST_LINE_REST_BYTES + 2 * 3 * nameBytesMax;
    return new ServerLimits(
        connectionsMax,
        connectionsPerAddressMax,
        requestLineBytesMax,
        headerBytesMax,
        headersMax,
        idleMax,
        bodyMax,
        answerBytesMax,
        stallMax,
        grace,
        drainMax);
  }
}
