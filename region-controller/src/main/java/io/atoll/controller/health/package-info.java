/**
 * From what observers see to what a region is: pure decisions.
 *
 * <p>Every controller makes {@link io.atoll.controller.health.Observation}s: of its own region from
 * inside, of every other from outside. They are gossiped and merge in {@link
 * io.atoll.controller.health.Observations}; {@link io.atoll.controller.health.Sightings} tells
 * fresh ones from those of an observer that fell silent. An {@link
 * io.atoll.controller.health.Assessment} counts them as votes on one region, and {@link
 * io.atoll.controller.health.RegionHealth} turns assessments over time into a state, with
 * hysteresis. Start with Assessment.
 */
@NullMarked
package io.atoll.controller.health;

import org.jspecify.annotations.NullMarked;
