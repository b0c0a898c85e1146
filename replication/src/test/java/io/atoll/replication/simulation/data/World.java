package io.atoll.replication.simulation.data;

import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.testkit.random.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Three to five regions, some clients and some faults, for {@link #OPERATIONS} operations and then
 * at rest. Everything in it follows from the seed and the faults. Time passes in turns: in each a
 * client, a link and an applier do something, in an order that chance decides, so that all that is
 * sent is late, and overtaken, by chance too.
 */
final class World {
  static final int OPERATIONS = 300;
  static final int PARTITIONS = 2;
  private static final int CLIENTS = 6;
  private static final long BEGIN_MILLIS = 1_767_225_600_000L;
  private static final int STEP_MILLIS_MAX = 15;

  private final RandomGenerator random;
  private final Rules rules;
  private final List<Fault> faults;
  private final List<Region> regions = new ArrayList<>();
  private final List<Subject> subjects = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final Checks checks;
  private final Feed feed;
  private final Nemesis nemesis;
  private final List<String> told = new ArrayList<>();
  private final boolean tells;
  private long nowMillis = BEGIN_MILLIS;
  private int operations;

  World(long seed, List<Fault> faults, Rules rules, boolean tells) {
    random = new SplittableRandom(new RandomStreams(seed).stream("world").nextLong());
    this.rules = rules;
    this.faults = faults;
    this.tells = tells;
    int count = count(seed);
    for (int i = 0; i < count; i++) {
      regions.add(new Region(this, i, count));
    }
    for (int i = 0; i < Subject.ALL.size(); i++) {
      subjects.add(new Subject(Subject.ALL.get(i), i, count));
    }
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client(this, "client-" + i));
    }
    checks = new Checks(this);
    feed = new Feed(this);
    nemesis = new Nemesis(this, faults);
  }

  /** How many regions a seed's world has. */
  private static int count(long seed) {
    return new RandomStreams(seed).stream("regions").nextInt(3, 6);
  }

  /** The faults that belong to a seed. */
  static List<Fault> faults(long seed) {
    return Fault.draw(new RandomStreams(seed).stream("faults"), count(seed), OPERATIONS);
  }

  /** The whole story. */
  World run() {
    while (operations < OPERATIONS) {
      nemesis.turn(operations);
      turn();
    }
    nemesis.heal();
    new Rest(this).check();
    return this;
  }

  private void turn() {
    // In steps, so that writes in several regions get the same timestamp now and then.
    if (random.nextInt(3) == 0) {
      nowMillis += random.nextInt(STEP_MILLIS_MAX);
    }
    clients.get(random.nextInt(CLIENTS)).turn();
    work();
  }

  /** What goes on without clients. */
  void work() {
    Region region = regions.get(random.nextInt(regions.size()));
    Region other = regions.get(random.nextInt(regions.size()));
    for (int source = 0; source < regions.size(); source++) {
      if (source != region.index) {
        region.links.get(source).turn();
      }
    }
    int luck = random.nextInt();
    int partition = luck & 1;
    if ((luck & 6) != 0) {
      other.sync(partition);
    }
    region.appliers.get(partition).turn();
    if ((luck & 8) != 0) {
      other.appliers.get(1 - partition).turn();
    }
    if ((luck & 48) == 0) {
      other.appliers.get(partition).save();
    }
    if ((luck & 64) == 0) {
      region.edges.forEach(Edge::renewLeases);
    }
    if ((luck & 384) == 0) {
      feed.turn();
    }
    if ((luck & 0x7e00) == 0) {
      other.redis.saveSnapshot();
    }
  }

  /** Time in which nobody does anything. */
  void pass(long millis) {
    nowMillis += millis;
  }

  int nextOperation() {
    return operations++;
  }

  boolean passes(int from, int to) {
    return nemesis.passes(from, to);
  }

  long nowMillis() {
    return nowMillis;
  }

  RandomGenerator random() {
    return random;
  }

  Rules rules() {
    return rules;
  }

  Checks checks() {
    return checks;
  }

  Feed feed() {
    return feed;
  }

  List<Fault> faults() {
    return faults;
  }

  int count() {
    return regions.size();
  }

  Region region(int index) {
    return regions.get(index);
  }

  List<Region> regions() {
    return regions;
  }

  List<Client> clients() {
    return clients;
  }

  Subject subject(int index) {
    return subjects.get(index);
  }

  List<Subject> subjects() {
    return subjects;
  }

  /** A watermark by the regions' numbers. */
  long[] offsets(Watermark watermark) {
    long[] offsets = new long[regions.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = watermark.next(regions.get(i).incarnation);
    }
    return offsets;
  }

  Entry at(Position position) {
    for (Region region : regions) {
      if (region.incarnation.equals(position.incarnation())) {
        return region.log.get(position.partition()).get((int) position.offset());
      }
    }
    throw new IllegalStateException("expected a region of this world, but it was " + position);
  }

  /** Which of two regions' incarnations comes first. */
  static int byName(int one, int other) {
    List<IncarnationId> all = Region.INCARNATIONS;
    return all.get(one).compareTo(all.get(other));
  }

  /** Whether anybody listens: to tell costs more than to do. */
  boolean tells() {
    return tells;
  }

  void tell(String what) {
    told.add(operations + " " + (nowMillis - BEGIN_MILLIS) + " ms: " + what);
  }

  List<String> told() {
    return told;
  }
}
