/**
 * Following the controllers: {@link io.atoll.runtime.feed.RoutingTableFeed}.
 *
 * <p>The <em>feed</em> is a controller's {@code GET /v1/routing-table}, which answers as soon as
 * there is a table newer than the asker's. A follower keeps the newest table, in memory and on
 * disk, and needs no controller to go on.
 */
@NullMarked
package io.atoll.runtime.feed;

import org.jspecify.annotations.NullMarked;
