package io.atoll.chaos.fault;

import java.util.OptionalLong;

/**
 * When one fault was there, in microseconds since the drill began.
 *
 * @param injectedMicros just before it was asked for
 * @param seenMicros when it was seen to be in effect; empty: never
 * @param undoneMicros just before it was taken back
 */
public record FaultSpan(
    Fault fault, long injectedMicros, OptionalLong seenMicros, long undoneMicros) {
  public FaultSpan {
    if (undoneMicros < injectedMicros) {
      throw new IllegalArgumentException(
          "expected '%s' to be undone after it was injected, but %d is before %d"
              .formatted(fault, undoneMicros, injectedMicros));
    }
  }
}
