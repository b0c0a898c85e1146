package io.atoll.replication.simulation.data;

import io.atoll.core.operation.Kind;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.core.position.Watermark;
import io.atoll.core.time.HybridTimestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A user with a session token who does one thing after another and moves between regions. */
final class Client {
  private static final int PATIENCE_TURNS = 14;
  private static final int TRIES_MAX = 4;

  private final World world;
  private final String name;
  private int region;

  /** The token: the newest timestamp, and per partition what was seen. */
  private HybridTimestamp newest = HybridTimestamp.ZERO;

  private final List<Watermark> marks = new ArrayList<>();

  /** Per subject and origin, up to where the log was seen: by reading, and by writing. */
  private final long[][] read;

  private final long[][] wrote;
  private @Nullable Write write;

  Client(World world, String name) {
    this.world = world;
    this.name = name;
    region = world.random().nextInt(world.count());
    read = new long[Subject.ALL.size()][world.count()];
    wrote = new long[Subject.ALL.size()][world.count()];
    for (int i = 0; i < World.PARTITIONS; i++) {
      marks.add(Watermark.ZERO);
    }
  }

  boolean isWaiting() {
    return write != null;
  }

  void turn() {
    Write underWay = write;
    if (underWay != null) {
      waitFor(underWay);
      return;
    }
    RandomGenerator random = world.random();
    if (random.nextInt(4) == 0) {
      region = random.nextInt(world.count());
    }
    // The first ones more often, so that clients meet.
    int all = Subject.ALL.size();
    Subject subject = world.subject(Math.min(random.nextInt(all), random.nextInt(all)));
    int id = world.nextOperation();
    if (random.nextInt(100) < 45) {
      read(subject);
    } else {
      begin(subject, id);
    }
  }

  private Edge edge() {
    return world.region(region).edges.get(world.random().nextInt(Region.EDGES));
  }

  private void read(Subject subject) {
    if (world.random().nextInt(3) == 0) {
      readWithoutToken(subject);
      return;
    }
    Edge.Found found = edge().read(subject, marks.get(subject.named.partition()));
    if (found == null) {
      return;
    }
    if (world.tells()) {
      world.tell("%s reads %s in %s: %s".formatted(name, subject, region, found));
    }
    long[] next = world.offsets(found.watermark());
    world.checks().answered(region, subject, next, read[subject.index], wrote[subject.index]);
    // Held operations that the token covers are shown, be it before their time.
    long now = world.region(region).wallMillis();
    var cell = found.cell();
    var shown = cell == null ? null : cell.at(Math.max(now, newest.millis()));
    world.checks().read(region, subject, shown, next, now, newest.millis());
    for (int origin = 0; origin < next.length; origin++) {
      read[subject.index][origin] = Math.max(read[subject.index][origin], next[origin]);
    }
    if (cell != null) {
      newest = HybridTimestamp.max(newest, cell.timestamp());
    }
    see(subject.named.partition(), found.watermark());
  }

  /** As somebody else would, who was never here. */
  private void readWithoutToken(Subject subject) {
    Edge.Found found = edge().read(subject, Watermark.ZERO);
    if (found != null) {
      long[] none = new long[world.count()];
      long[] next = world.offsets(found.watermark());
      long now = world.region(region).wallMillis();
      world.checks().answered(region, subject, next, none, none);
      var cell = found.cell();
      world.checks().read(region, subject, cell == null ? null : cell.at(now), next, now, 0);
    }
  }

  private void see(int partition, Watermark watermark) {
    marks.set(partition, marks.get(partition).merge(watermark));
  }

  private void begin(Subject subject, int id) {
    RandomGenerator random = world.random();
    int luck = random.nextInt(100);
    Write.Wish wish =
        luck < 30 ? Write.Wish.REMOVE : luck < 50 ? Write.Wish.SET : Write.Wish.CHANGE;
    Kind kind = subject.kind();
    boolean conditional =
        (kind == Kind.REGISTER || kind == Kind.DOCUMENT) && random.nextInt(4) == 0;
    boolean adds = kind == Kind.COUNTER || subject.named.policy() == ScorePolicy.SUM;
    boolean named = adds ? random.nextInt(4) > 0 : random.nextInt(6) == 0;
    String attempt = named ? "k" + id : null;
    Write begun = new Write(id, subject, wish, conditional, attempt, region);
    if (send(begun)) {
      write = begun;
    }
  }

  private boolean send(Write begun) {
    begun.tries++;
    begun.waited = 0;
    Subject subject = begun.subject;
    Entry entry =
        world
            .region(begun.region)
            .edges
            .get(world.random().nextInt(Region.EDGES))
            .write(
                begun,
                newest,
                marks.get(subject.named.partition()),
                world.checks().past(subject, read[subject.index], wrote[subject.index]));
    begun.entry = entry;
    if (entry != null) {
      world.checks().sent(entry, read[subject.index], wrote[subject.index]);
      if (world.tells()) {
        world.tell("%s writes %s".formatted(name, entry));
      }
    }
    return entry != null;
  }

  private void waitFor(Write underWay) {
    Entry entry = underWay.entry;
    if (entry != null && entry.visibleAtMillis >= 0 && entry.visibleAtMillis <= world.nowMillis()) {
      acknowledged(underWay, entry, true);
    } else if (++underWay.waited > PATIENCE_TURNS) {
      if (entry != null
          && (entry.durable || world.rules().answersBeforeSync())
          && !underWay.conditional) {
        acknowledged(underWay, entry, false);
      } else if (underWay.attempt == null || underWay.tries == TRIES_MAX || !send(underWay)) {
        write = null;
      }
    } else if (entry != null
        && underWay.attempt != null
        && underWay.tries < TRIES_MAX
        && world.random().nextInt(20) == 0) {
      // Its connection broke; the first attempt may yet arrive.
      send(underWay);
    }
  }

  private void acknowledged(Write done, Entry entry, boolean visible) {
    Subject subject = done.subject;
    int partition = subject.named.partition();
    world.checks().acknowledged(entry, visible);
    if (world.tells()) {
      world.tell(
          "%s is told %s of %s".formatted(name, visible ? "done" : "saved", entry.logged.at()));
    }
    newest = HybridTimestamp.max(newest, entry.operation().timestamp());
    see(partition, Watermark.ZERO.advance(entry.logged.at().incarnation(), entry.offset() + 1));
    // Where one that is only saved will stand among the others is not known yet.
    if (visible) {
      newest = HybridTimestamp.max(newest, entry.effective);
      long[] own = wrote[subject.index];
      own[entry.origin] = Math.max(own[entry.origin], entry.offset() + 1);
    }
    write = null;
  }
}
