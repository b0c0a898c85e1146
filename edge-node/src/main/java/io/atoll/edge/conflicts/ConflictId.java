package io.atoll.edge.conflicts;

import io.atoll.core.region.RegionId;
import io.atoll.replication.conflict.KeptConflict;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a conflict to clients: {@code profiles.us-east.3.1041}.
 *
 * @param namespace of its key, so that who may see it is known before it is looked for
 * @param region whose ledger keeps it
 * @param partition of that ledger
 * @param offset in that partition
 */
record ConflictId(String namespace, String region, int partition, long offset) {
  private static final Pattern VALID =
      Pattern.compile("([a-z0-9-]{1,64})[.]([a-z0-9-]{1,32})[.]([0-9]{1,3})[.]([0-9]{1,18})");

  static ConflictId of(RegionId region, KeptConflict kept) {
    return new ConflictId(
        kept.conflict().key().namespace(), region.value(), kept.partition(), kept.offset());
  }

  static Optional<ConflictId> parse(String text) {
    Matcher matcher = VALID.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new ConflictId(
                matcher.group(1),
                matcher.group(2),
                Integer.parseInt(matcher.group(3)),
                Long.parseLong(matcher.group(4))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return namespace + "." + region + "." + partition + "." + offset;
  }
}
