package io.atoll.chaos.check;

import io.atoll.core.region.RegionId;
import org.jspecify.annotations.Nullable;

/**
 * What one edge holds for one key after the load has ended and the regions have caught up.
 *
 * @param edge its address
 * @param value null if it has none
 * @param error why the edge could not be read, after several tries; null if it could
 */
public record FinalRead(
    String key,
    RegionId region,
    String edge,
    @Nullable String value,
    @Nullable String etag,
    @Nullable String error) {

  public boolean answered() {
    return error == null;
  }
}
