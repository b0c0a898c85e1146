/**
 * A region's Kafka: {@link io.atoll.replication.kafka.Topics} names its topics, {@link
 * io.atoll.replication.kafka.RegionTopics} makes them and knows the log's incarnation, {@link
 * io.atoll.replication.kafka.KafkaRegionLog} is where edges append, unless a {@link
 * io.atoll.replication.kafka.LogSeal} is on it.
 */
@NullMarked
package io.atoll.replication.kafka;

import org.jspecify.annotations.NullMarked;
