/**
 * What a drill does to the platform.
 *
 * <p>A {@link io.atoll.chaos.fault.Fault} is one of a closed set of things that can be broken, and
 * says whose users that hits; a {@link io.atoll.chaos.fault.FaultSpan} is when one was there. How
 * faults are injected and undone is the drill's affair. Start with Fault.
 */
@NullMarked
package io.atoll.chaos.fault;

import org.jspecify.annotations.NullMarked;
