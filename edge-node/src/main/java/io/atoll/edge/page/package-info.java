/**
 * Answers of upstreams in memory. A {@link io.atoll.edge.page.Page} is one stored answer, {@link
 * io.atoll.edge.page.Variants} are those of one URI, {@link io.atoll.edge.page.Pages} holds them
 * all within one bound of bytes; a {@link io.atoll.edge.page.Description} is all of a page but its
 * body, and an {@link io.atoll.edge.page.Incomplete} one has parts of that. Of large bodies that
 * are sent often, {@link io.atoll.edge.page.OutsideBodies} keep a copy outside the heap. An answer
 * that is just coming is a {@link io.atoll.edge.page.Fetch}, found by all who want it in {@link
 * io.atoll.edge.page.Fetches}, and read by all of them from one {@link
 * io.atoll.edge.page.SharedBody}. All of them share one {@link io.atoll.edge.page.MemoryBudget}.
 */
@NullMarked
package io.atoll.edge.page;

import org.jspecify.annotations.NullMarked;
