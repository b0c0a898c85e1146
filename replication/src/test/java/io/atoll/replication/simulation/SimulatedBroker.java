package io.atoll.replication.simulation;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.replication.mirror.SourceExtent;
import io.atoll.replication.simulation.Message.Append;
import io.atoll.replication.simulation.Message.Appended;
import io.atoll.replication.simulation.Message.Commit;
import io.atoll.replication.simulation.Message.Committed;
import io.atoll.replication.simulation.Message.Fenced;
import io.atoll.replication.simulation.Message.Fetch;
import io.atoll.replication.simulation.Message.Fetched;
import io.atoll.replication.simulation.Message.Load;
import io.atoll.replication.simulation.Message.Loaded;
import io.atoll.replication.simulation.Message.Placed;
import io.atoll.replication.simulation.Message.Poll;
import io.atoll.replication.simulation.Message.Polled;
import io.atoll.replication.simulation.Message.Save;
import io.atoll.replication.simulation.Message.Saved;
import io.atoll.replication.simulation.Message.TakeOver;
import io.atoll.replication.simulation.Message.TakenOver;
import io.atoll.testkit.simulation.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One life of a region's Kafka. What changes the disk waits in memory for the next sync, in order;
 * it is answered for, and shown to readers, only after that. A crash loses what waits. A reader who
 * is at the end gets no answer, as from a poll that nothing ended.
 */
final class SimulatedBroker {
  private static final Duration SYNC_MIN = Duration.ofNanos(200_000);
  private static final Duration SYNC_MAX = Duration.ofMillis(4);

  private final World world;
  private final SimulatedProcess me;
  private final Disk disk;
  private final Deque<Runnable> unsynced = new ArrayDeque<>();

  SimulatedBroker(World world, Region region, SimulatedProcess me) {
    this.world = world;
    this.me = me;
    disk = region.disk();
    world.network().attach(me, this::receive);
  }

  private void receive(String from, Message message) {
    switch (message) {
      case Append append -> afterSync(() -> append(from, append));
      case Fetch fetch -> fetch(from, fetch);
      case TakeOver takeOver -> afterSync(() -> takeOver(from, takeOver));
      case Commit commit -> afterSync(() -> commit(from, commit));
      case Load load -> afterSync(() -> load(from, load));
      case Poll poll -> poll(from, poll);
      case Save save -> afterSync(() -> save(from, save));
      default -> throw new IllegalStateException("not for a broker: " + message);
    }
  }

  private void afterSync(Runnable change) {
    unsynced.add(change);
    if (unsynced.size() == 1) {
      me.after(
          world.between("sync", SYNC_MIN, SYNC_MAX),
          "syncs",
          () -> {
            int due = unsynced.size();
            for (int i = 0; i < due; i++) {
              unsynced.remove().run();
            }
          });
    }
  }

  private void send(String to, Message message) {
    world.network().send(me.name(), to, message);
  }

  private void append(String producer, Append append) {
    Position position =
        disk.appended
            .computeIfAbsent(producer, _ -> new HashMap<>())
            .computeIfAbsent(
                append.sequence(), _ -> disk.append(append.partition(), append.operation()));
    send(producer, new Appended(append.partition(), append.sequence(), position));
  }

  private void fetch(String from, Fetch fetch) {
    List<Placed> records = disk.log.get(fetch.partition());
    if (fetch.from() > 0 && fetch.from() == records.size()) {
      return;
    }
    send(
        from,
        new Fetched(
            fetch.session(),
            fetch.partition(),
            new SourceExtent(disk.incarnation, 0, records.size()),
            slice(records, fetch.from(), World.FETCH_RECORDS)));
  }

  private static List<Placed> slice(List<Placed> records, long from, int count) {
    int start = (int) Math.min(from, records.size());
    return List.copyOf(records.subList(start, Math.min(records.size(), start + count)));
  }

  private void takeOver(String from, TakeOver takeOver) {
    Disk.Mirror mirror = disk.mirror(takeOver.source());
    mirror.epoch++;
    mirror.lastCommit = 0;
    send(
        from,
        new TakenOver(
            takeOver.source(),
            takeOver.session(),
            mirror.epoch,
            new TreeMap<>(mirror.positions),
            mirror.partitions.stream().map(records -> (long) records.size()).toList()));
  }

  private void commit(String from, Commit commit) {
    Disk.Mirror mirror = disk.mirror(commit.source());
    if (commit.epoch() != mirror.epoch) {
      send(from, new Fenced(commit.source(), commit.epoch()));
      return;
    }
    if (commit.sequence() > mirror.lastCommit) {
      mirror.lastCommit = commit.sequence();
      disk.mirrorChanges++;
      commit
          .records()
          .forEach(record -> mirror.partitions.get(record.position().partition()).add(record));
      mirror.positions.putAll(commit.positions());
    }
    send(from, new Committed(commit.source(), commit.epoch(), commit.sequence()));
  }

  private void load(String from, Load load) {
    if (load.life() < disk.stateOwner) {
      return;
    }
    disk.stateOwner = load.life();
    disk.lastSave = 0;
    List<Watermark> ends = new ArrayList<>();
    for (int partition = 0; partition < World.PARTITIONS; partition++) {
      Map<IncarnationId, Long> end = new TreeMap<>();
      for (Region origin : world.regions()) {
        end.put(origin.incarnation(), (long) disk.records(origin.id(), partition).size());
      }
      ends.add(new Watermark(end));
    }
    send(from, new Loaded(load.life(), disk.cells(), List.copyOf(disk.stateMarks), ends));
  }

  private void poll(String from, Poll poll) {
    List<Placed> records =
        slice(disk.records(poll.origin(), poll.partition()), poll.from(), World.POLL_RECORDS);
    if (!records.isEmpty()) {
      send(from, new Polled(poll.origin(), poll.partition(), poll.from(), records));
    }
  }

  private void save(String from, Save save) {
    if (save.life() != disk.stateOwner) {
      return;
    }
    if (save.sequence() > disk.lastSave) {
      disk.lastSave = save.sequence();
      save.cells().forEach((key, cell) -> disk.stateCells.put(key.toString(), cell));
      for (int partition = 0; partition < save.marks().size(); partition++) {
        disk.stateMarks.set(partition, save.marks().get(partition));
      }
    }
    send(from, new Saved(save.life(), save.sequence()));
  }
}
