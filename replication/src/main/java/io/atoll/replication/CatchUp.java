package io.atoll.replication;

import io.atoll.replication.mirror.kafka.MirrorLink;
import io.atoll.runtime.admin.Readiness;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a replicator that starts has caught up: first every reachable source's end as noted at
 * the start is in its mirror, then what the mirrors held at that moment is in the view. Only moves
 * forward.
 */
final class CatchUp {
  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  private enum Stage {
    MIRRORING,
    APPLYING,
    DONE
  }

  private volatile Stage stage = Stage.MIRRORING;

  /** Looks whether it goes on; whether it is done. */
  boolean advance(Running now) {
    stage =
        switch (stage) {
          case MIRRORING -> {
            if (now.links().stream().allMatch(MirrorLink::notedEndsReached)) {
              now.appliers().noteEnds();
              yield Stage.APPLYING;
            }
            yield Stage.MIRRORING;
          }
          case APPLYING -> {
            if (now.appliers().notedEndsReached(now.partitions())) {
              log.atInfo().log("caught up");
              yield Stage.DONE;
            }
            yield Stage.APPLYING;
          }
          case DONE -> Stage.DONE;
        };
    return stage == Stage.DONE;
  }

  Readiness readiness(Running now) {
    return switch (stage) {
      case MIRRORING -> Readiness.no(mirroring(now));
      case APPLYING -> Readiness.no("applying what other regions wrote meanwhile");
      case DONE -> Readiness.yes();
    };
  }

  private static String mirroring(Running now) {
    return now.links().stream()
        .filter(link -> !link.notedEndsReached())
        .map(MirrorLink::status)
        .map(link -> "%s: %s %s".formatted(link.source(), link.state().text(), link.reason()))
        .collect(Collectors.joining("; ", "mirroring what other regions wrote meanwhile: ", ""));
  }
}
