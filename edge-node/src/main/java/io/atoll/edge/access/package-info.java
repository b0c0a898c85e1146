/**
 * The access log: a line for every answer, in the format that its readers know. An {@link
 * io.atoll.edge.access.Answered} is what is said of one answer; the {@link
 * io.atoll.edge.access.AccessLog} takes it on an event loop and writes it on a thread of its own.
 */
@NullMarked
package io.atoll.edge.access;

import org.jspecify.annotations.NullMarked;
