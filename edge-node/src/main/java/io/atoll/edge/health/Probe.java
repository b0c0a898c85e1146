package io.atoll.edge.health;

import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * One thing that serving takes.
 *
 * @param name for people
 * @param attempt tries it: fails if it can't be done now
 */
public record Probe(String name, Supplier<Future<?>> attempt) {}
