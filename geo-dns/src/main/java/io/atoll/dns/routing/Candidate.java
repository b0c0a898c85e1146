package io.atoll.dns.routing;

import io.atoll.core.region.RegionId;

/**
 * A region as one place sees it.
 *
 * @param kilometres great-circle distance from the place
 * @param given whether it is the one that users of this place are sent to
 * @param reason why its controller has it in its state, for people
 */
public record Candidate(
    RegionId region, double kilometres, Fitness fitness, boolean given, String reason) {}
