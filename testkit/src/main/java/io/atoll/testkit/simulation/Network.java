package io.atoll.testkit.simulation;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * How processes of a simulation reach each other: by messages that may be lost, doubled, delayed,
 * reordered, and cut off in one direction or both. A message reaches whatever life of its receiver
 * is up when it arrives, so a program must expect answers to questions of a former life. A cut
 * takes what is under way too.
 *
 * @param <M> what is sent; its toString goes into the history
 */
public final class Network<M> {
  /** What a life does with messages. */
  @FunctionalInterface
  public interface Receiver<M> {
    void receive(String from, M message);
  }

  private record Link(String from, String to) {}

  private record Attachment<M>(SimulatedProcess process, int life, Receiver<M> receiver) {}

  private final Simulation simulation;
  private final RandomGenerator random;
  private final Map<String, Attachment<M>> attachments = new HashMap<>();
  private final Map<Link, LinkConditions> conditions = new HashMap<>();
  private final Map<Link, Long> lastArrivalNanos = new HashMap<>();
  private final Set<Link> cuts = new HashSet<>();
  private LinkConditions usual;

  public Network(Simulation simulation, LinkConditions usual) {
    this.simulation = simulation;
    this.usual = usual;
    random = simulation.random("network");
  }

  /** Hears for this life of the process; the next life must attach again. */
  public void attach(SimulatedProcess process, Receiver<M> receiver) {
    attachments.put(process.name(), new Attachment<>(process, process.life(), receiver));
  }

  /** Sends, and promises nothing. */
  public void send(String from, String to, M message) {
    Link link = new Link(from, to);
    LinkConditions now = conditions.getOrDefault(link, usual);
    if (cuts.contains(link)) {
      note(link, " cut off: ", message);
      return;
    }
    if (random.nextDouble() < now.loss()) {
      note(link, " lost: ", message);
      return;
    }
    deliver(link, now, message);
    if (random.nextDouble() < now.duplication()) {
      note(link, " doubled: ", message);
      deliver(link, now, message);
    }
  }

  /** Changes how every link behaves that has no conditions of its own. */
  public void usual(LinkConditions conditions) {
    usual = conditions;
  }

  /** Changes how one direction of a link behaves, for messages sent from now on. */
  public void conditions(String from, String to, LinkConditions changed) {
    conditions.put(new Link(from, to), changed);
  }

  /** Cuts one direction. */
  public void cut(String from, String to) {
    simulation.note("cut %s -> %s".formatted(from, to));
    cuts.add(new Link(from, to));
  }

  /** Cuts both directions. */
  public void partition(String one, String other) {
    cut(one, other);
    cut(other, one);
  }

  public void restore(String from, String to) {
    simulation.note("restore %s -> %s".formatted(from, to));
    cuts.remove(new Link(from, to));
  }

  public void restoreAll() {
    simulation.note("restore all links");
    cuts.clear();
  }

  private void deliver(Link link, LinkConditions now, M message) {
    long minNanos = now.delayMin().toNanos();
    long delayNanos = random.nextLong(minNanos, now.delayMax().toNanos() + 1);
    if (now.inOrder()) {
      long arrival =
          Math.max(simulation.nowNanos() + delayNanos, lastArrivalNanos.getOrDefault(link, 0L));
      lastArrivalNanos.put(link, arrival);
      delayNanos = arrival - simulation.nowNanos();
    }
    simulation.after(Duration.ofNanos(delayNanos), "", () -> arrive(link, message));
  }

  private void arrive(Link link, M message) {
    Attachment<M> attachment = attachments.get(link.to());
    if (cuts.contains(link)
        || attachment == null
        || !attachment.process().up()
        || attachment.process().life() != attachment.life()) {
      note(link, " not received: ", message);
      return;
    }
    note(link, ": ", message);
    attachment.receiver().receive(link.from(), message);
  }

  private void note(Link link, String what, M message) {
    simulation.note(link.from() + " -> " + link.to() + what + message);
  }
}
