package io.atoll.parts;

import java.util.Map;

/**
 * Broker properties for many small brokers on one machine: few threads, small buffers, quick
 * elections, one replica of everything.
 */
final class SmallBroker {
  static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("auto.create.topics.enable", "false"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "1000"),
          // A single node can hold one replica only.
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.segment.bytes", "1048576"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.segment.bytes", "1048576"),
          // A transaction that follows another at once waits this long for it, not 20 ms.
          Map.entry("add.partitions.to.txn.retry.backoff.ms", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("num.network.threads", "1"),
          Map.entry("num.io.threads", "2"),
          Map.entry("background.threads", "2"),
          Map.entry("num.recovery.threads.per.data.dir", "1"),
          Map.entry("log.cleaner.threads", "1"),
          // The cleaner's and the indexes' memory is taken up front, per broker and per segment.
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("log.index.size.max.bytes", "524288"),
          Map.entry("log.segment.bytes", "67108864"),
          Map.entry("queued.max.requests", "64"),
          // The default holds a connection across an ocean to 100 KiB per round trip.
          Map.entry("socket.send.buffer.bytes", "-1"),
          Map.entry("socket.receive.buffer.bytes", "-1"),
          // No heartbeat records in the metadata log of a broker that has nothing to say.
          Map.entry("metadata.max.idle.interval.ms", "0"),
          Map.entry("controller.quorum.election.timeout.ms", "200"),
          Map.entry("broker.session.timeout.ms", "3000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          // A value of 1 MiB, its key, headers and framing, at the default limits.
          Map.entry("message.max.bytes", "2097152"));

  private SmallBroker() {}
}
