package io.atoll.edge.http;

/**
 * A final answer without its body.
 *
 * @param status 200 to 999; interim ones are no answers
 */
public record ResponseHead(int status, FieldList fields) {
  private static final int STATUS_MAX = 999;

  public ResponseHead {
    if (status < 200 || status > STATUS_MAX) {
      throw new IllegalArgumentException(
          "status %d is not final: outside 200 to %d".formatted(status, STATUS_MAX));
    }
  }

  public ResponseHead with(FieldList changed) {
    return new ResponseHead(status, changed);
  }
}
