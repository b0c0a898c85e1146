/**
 * What happens to a region's data, told in order: the logs that the region has, as far as it has
 * applied them, from any point on.
 *
 * <p>A {@link io.atoll.replication.changes.FeedPosition} is such a point, and means the same in
 * every region. A {@link io.atoll.replication.changes.ChangeReader} reads {@link
 * io.atoll.replication.changes.LoggedChange}s from there, each origin's of a partition in the order
 * of its log, none twice and none left out; where that can't be it says so with a {@link
 * io.atoll.replication.changes.ChangesGoneException}.
 */
@NullMarked
package io.atoll.replication.changes;

import org.jspecify.annotations.NullMarked;
