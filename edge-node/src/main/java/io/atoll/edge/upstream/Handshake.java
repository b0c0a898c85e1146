package io.atoll.edge.upstream;

import io.atoll.edge.http.FieldList;
import io.atoll.edge.tunnel.TunnelEnd;

/** How an upstream answered a request to go on with another protocol (RFC 9110 section 7.8). */
public sealed interface Handshake {
  /** Lets go of it. */
  void cancel();

  /**
   * It switches.
   *
   * @param fields of its answer 101, which nobody has looked at
   * @param end its connection, held
   */
  record Switched(FieldList fields, TunnelEnd end) implements Handshake {
    @Override
    public void cancel() {
      end.close();
    }
  }

  /** It does not: this is an answer like any other, and its connection ends with it. */
  record Declined(UpstreamAnswer answer) implements Handshake {
    @Override
    public void cancel() {
      answer.cancel();
    }
  }
}
