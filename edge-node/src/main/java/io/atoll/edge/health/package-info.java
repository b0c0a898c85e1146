/**
 * Whether this edge can serve users, found out by doing what serving takes: {@link
 * io.atoll.edge.health.HealthHandler} answers {@code /v1/health} to probes from outside, and {@link
 * io.atoll.edge.health.Probe} is one thing it tries.
 */
@NullMarked
package io.atoll.edge.health;

import org.jspecify.annotations.NullMarked;
