/**
 * The platform as a drill reaches it: through the same surfaces that users and operators have.
 *
 * <p>The {@link io.atoll.chaos.target.Platform} says who is where; the {@link
 * io.atoll.chaos.target.Supervisor} kills, holds and cuts; the {@link
 * io.atoll.chaos.target.Replicators} say what each region has applied and holds; the {@link
 * io.atoll.chaos.target.EdgeClient} and the {@link io.atoll.chaos.target.ServiceName} are what a
 * user's program has: an HTTP client and a stub resolver that keeps an answer for its time to live.
 * Start with Platform.
 */
@NullMarked
package io.atoll.chaos.target;

import org.jspecify.annotations.NullMarked;
