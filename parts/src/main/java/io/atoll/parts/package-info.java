/**
 * The real stores an Atoll region needs, to start on one machine: for tests, and for the platform
 * that {@code atoll up} runs.
 *
 * <p>A {@link io.atoll.parts.KafkaBroker} is a whole Kafka (broker and controller) in this JVM, on
 * a data directory that survives it; {@link io.atoll.parts.BrokerMain} is a process that holds just
 * one. A {@link io.atoll.parts.RedisServer} is a {@code redis-server} process beside this JVM,
 * without persistence. Start with those.
 */
@NullMarked
package io.atoll.parts;

import org.jspecify.annotations.NullMarked;
