package io.atoll.chaos.target;

import io.atoll.chaos.history.Outcome;
import io.atoll.core.region.RegionId;
import org.jspecify.annotations.Nullable;

/**
 * What came of one request to an edge.
 *
 * @param status 0 if there was no answer
 * @param value what a read found; null if nothing
 * @param error why this is no usable answer; null if it is one
 */
public record EdgeAnswer(
    int status,
    @Nullable RegionId region,
    @Nullable String etag,
    @Nullable String value,
    Outcome outcome,
    @Nullable String error) {

  /** The name did not resolve, or nobody listens there: the request was never sent. */
  public static EdgeAnswer notSent(String error) {
    return new EdgeAnswer(0, null, null, null, Outcome.FAILED, error);
  }

  /** The request was on its way when the connection broke, or no answer came in time. */
  public static EdgeAnswer lostOnTheWay(String error) {
    return new EdgeAnswer(0, null, null, null, Outcome.UNKNOWN, error);
  }

  public boolean ok() {
    return outcome == Outcome.OK;
  }

  /** Whether asking again, perhaps elsewhere, may help. */
  public boolean worthRetrying() {
    return !ok() && (status < 400 || status >= 500 || status == 408 || status == 429);
  }
}
