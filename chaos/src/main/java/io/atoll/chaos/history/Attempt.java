package io.atoll.chaos.history;

import io.atoll.core.region.RegionId;
import org.jspecify.annotations.Nullable;

/**
 * One request of one user.
 *
 * @param startMicros before anything of it was sent
 * @param endMicros when its answer, or its failure, was there
 * @param user numbered from 0
 * @param place the region that the user is near to, by its client subnet
 * @param number 1 for the first try, more for a retry of the same
 * @param key {@code namespace/name}
 * @param value the value written, or the one read; null where a read found none or got no answer
 * @param edge the address that was asked; null where the name did not resolve
 * @param region the region that answered, by its {@code Atoll-Region} header
 * @param status the HTTP status, 0 where there was no answer
 * @param etag the entity tag of the answer
 * @param error why there was no usable answer, for people
 */
public record Attempt(
    long startMicros,
    long endMicros,
    int user,
    RegionId place,
    Action action,
    int number,
    String key,
    @Nullable String value,
    @Nullable String edge,
    @Nullable RegionId region,
    int status,
    @Nullable String etag,
    Outcome outcome,
    @Nullable String error) {
  /** Saved, and at once visible in the region that answered. */
  private static final int SAVED_NOT_YET_VISIBLE = 202;

  public Attempt {
    if (startMicros < 0 || endMicros < startMicros) {
      throw new IllegalArgumentException(
          "expected 0 <= start <= end, but start is %d and end is %d"
              .formatted(startMicros, endMicros));
    }
    if (action == Action.WRITE && value == null) {
      throw new IllegalArgumentException("expected a write of %s to have a value".formatted(key));
    }
  }

  public boolean ok() {
    return outcome == Outcome.OK;
  }

  public boolean acknowledgedWrite() {
    return action == Action.WRITE && ok();
  }

  /** An acknowledged write that every later read of the same region must see, or a newer one. */
  public boolean visibleWrite() {
    return acknowledgedWrite() && status != SAVED_NOT_YET_VISIBLE;
  }

  public boolean answeredRead() {
    return action == Action.READ && ok();
  }
}
