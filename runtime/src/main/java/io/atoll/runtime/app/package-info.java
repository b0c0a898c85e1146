/**
 * A process: {@link io.atoll.runtime.app.App} starts its {@link io.atoll.runtime.app.Service}s in
 * order and stops them in reverse order on SIGTERM.
 *
 * <p>{@link io.atoll.runtime.app.ProcessConfig} is what every process's config has; {@link
 * io.atoll.runtime.app.VertxFactory} lets a process be a member of a cluster.
 */
@NullMarked
package io.atoll.runtime.app;

import org.jspecify.annotations.NullMarked;
