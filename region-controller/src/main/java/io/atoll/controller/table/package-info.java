/**
 * From intent and health to the routing table that name servers and edges follow.
 *
 * <p>{@link io.atoll.controller.table.TablePlan} is the pure function; {@link
 * io.atoll.controller.table.Brake} keeps a detector that went mad from emptying the table; {@link
 * io.atoll.controller.table.TableFeed} holds the published table and those who wait for the next.
 */
@NullMarked
package io.atoll.controller.table;

import org.jspecify.annotations.NullMarked;
