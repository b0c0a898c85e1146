/**
 * How a controller looks at regions and hears from other controllers: timers and sockets.
 *
 * <p>{@link io.atoll.controller.membership.Prober} asks edges and replicators; {@link
 * io.atoll.controller.membership.GossipPuller} asks the other controllers. Both hand what they
 * learn to the control room and decide nothing.
 */
@NullMarked
package io.atoll.controller.membership;

import org.jspecify.annotations.NullMarked;
