package io.atoll.cli.platform;

import io.atoll.core.region.Coordinates;
import io.atoll.core.region.RegionId;

/**
 * One region of the platform.
 *
 * @param index from 1; the third number of its addresses
 */
record PlatformRegion(RegionId id, int index, Coordinates coordinates) {}
