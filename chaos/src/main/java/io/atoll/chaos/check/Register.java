package io.atoll.chaos.check;

import io.atoll.chaos.history.Action;
import io.atoll.chaos.history.Attempt;
import io.atoll.chaos.history.History;
import io.atoll.core.position.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was written to one key, and which of it may be found after a given acknowledged
 * write.
 *
 * <p>The rule: the value found must be the acknowledged write's own, or that of a write which may
 * supersede it. Of two writes that stand in one region's log the later offset supersedes. Otherwise
 * a write may supersede another unless it was certainly over before the other began; a write whose
 * outcome is unknown is never certainly over. Regions' clocks may differ, and the last writer wins
 * by clock, so "before" means by more than the stated skew.
 */
final class Register {
  private final String key;
  private final Map<String, List<Attempt>> writes = new HashMap<>();
  private final List<Attempt> acknowledged = new ArrayList<>();

  private Register(String key) {
    this.key = key;
  }

  /** By key, in the order of their names. */
  static SortedMap<String, Register> of(History history) {
    SortedMap<String, Register> registers = new TreeMap<>();
    history.attempts().stream()
        .filter(attempt -> attempt.action() == Action.WRITE)
        .forEach(write -> registers.computeIfAbsent(write.key(), Register::new).add(write));
    return registers;
  }

  private void add(Attempt write) {
    writes.computeIfAbsent(String.valueOf(write.value()), _ -> new ArrayList<>()).add(write);
    if (write.ok()) {
      acknowledged.add(write);
    }
  }

  /** In the order in which they were acknowledged. */
  List<Attempt> acknowledged() {
    return acknowledged;
  }

  /** Every try of writing this value, empty if nobody did. */
  List<Attempt> tries(String value) {
    return writes.getOrDefault(value, List.of());
  }

  /** Every value that anyone tried to write. */
  Map<String, List<Attempt>> writes() {
    return new LinkedHashMap<>(writes);
  }

  /** Whether a reader may find this after that write was acknowledged, by the rule above. */
  boolean mayBeFoundAfter(
      Attempt write, @Nullable String found, @Nullable String etag, Duration skew) {
    if (found == null) {
      return false;
    }
    if (found.equals(write.value())) {
      return true;
    }
    Optional<Position> position = EntityTag.position(etag);
    Optional<Position> written = EntityTag.position(write.etag());
    if (position.isPresent() && written.isPresent() && sameLog(position.get(), written.get())) {
      return position.get().offset() > written.get().offset();
    }
    long earliest = write.startMicros() - skew.toNanos() / 1_000;
    return tries(found).stream().anyMatch(attempt -> mayTakeEffectAfter(attempt, earliest));
  }

  private static boolean sameLog(Position a, Position b) {
    return a.incarnation().equals(b.incarnation()) && a.partition() == b.partition();
  }

  private static boolean mayTakeEffectAfter(Attempt attempt, long micros) {
    return switch (attempt.outcome()) {
      case OK -> attempt.endMicros() >= micros;
      case FAILED -> false;
      case UNKNOWN -> true;
    };
  }

  @Override
  public String toString() {
    return key + " (" + writes.size() + " values)";
  }
}
