/**
 * Intent's order by Raft (Ongaro and Ousterhout, 2014), carried by jgroups-raft.
 *
 * <p>{@link io.atoll.controller.raft.RaftIntentStore} is the store; {@link
 * io.atoll.controller.raft.RaftStack} says which protocols run below it and how they are tuned for
 * a WAN; {@link io.atoll.controller.raft.WanSocketFactory} makes them reach each other through the
 * addresses this region knows the others by. Nothing outside this package knows JGroups.
 */
@NullMarked
package io.atoll.controller.raft;

import org.jspecify.annotations.NullMarked;
