package io.atoll.dns.routing;

import io.atoll.core.routing.RegionEntry;
import org.jspecify.annotations.Nullable;

/**
 * A region as some clients see it.
 *
 * @param kilometres great-circle distance from them
 * @param roundTrip in milliseconds, as it was measured; null if it wasn't
 * @param given whether it is the one that they are sent to
 */
public record Candidate(
    RegionEntry region,
    double kilometres,
    @Nullable Double roundTrip,
    Fitness fitness,
    boolean given) {}
