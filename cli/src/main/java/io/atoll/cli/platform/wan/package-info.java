/**
 * The emulated WAN: all that passes between regions goes through TCP proxies in user space.
 *
 * <p>A {@link io.atoll.cli.platform.wan.WanLink} carries the connections that one region opens to
 * another, under its {@link io.atoll.cli.platform.wan.Conditions}: a delay, and cuts. A {@link
 * io.atoll.cli.platform.wan.DelayedPipe} is one direction of one connection.
 */
@NullMarked
package io.atoll.cli.platform.wan;

import org.jspecify.annotations.NullMarked;
