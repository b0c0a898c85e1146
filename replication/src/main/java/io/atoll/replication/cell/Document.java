package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation.PatchDocument;
import io.atoll.core.operation.Mutation.PutDocument;
import io.atoll.core.operation.Mutation.RemoveDocument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that merges field by field, at any depth: of each path the highest {@link Rank}
 * stands.
 *
 * @param deadlineMillis wall time from which nothing written before it is read; belongs to the last
 *     operation that set the whole; null: never
 */
public record Document(Field root, @Nullable Long deadlineMillis) implements Merged {
  static final Document NONE = new Document(Field.NONE, null);

  @Override
  public Merge merge(Incoming incoming) {
    boolean wasThere = isPresent(incoming.effective().millis());
    DocumentMerge merge = new DocumentMerge(incoming);
    return switch (incoming.mutation()) {
      case PutDocument put ->
          replaced(merge, Json.object(put.json()), put.deadlineMillis(), incoming, wasThere);
      case RemoveDocument() -> replaced(merge, null, null, incoming, wasThere);
      case PatchDocument patch -> {
        Field patched = merge.patch(root, Json.object(patch.json()));
        yield patched.equals(root)
            ? new Merge(this, Outcome.SUPERSEDED, merge.losses())
            : new Merge(
                new Document(patched, deadlineMillis),
                wasThere ? Outcome.REPLACED : Outcome.CREATED,
                merge.losses());
      }
      default -> throw Merged.mismatch(this, incoming.mutation());
    };
  }

  private Merge replaced(
      DocumentMerge merge,
      Json.@Nullable Fields by,
      @Nullable Long deadline,
      Incoming incoming,
      boolean wasThere) {
    if (root.isSetAfter(incoming.rank())) {
      merge.lost(root, incoming.mutation());
      return new Merge(this, Outcome.SUPERSEDED, merge.losses());
    }
    Field ended = merge.end(root);
    if (by == null) {
      return new Merge(
          new Document(ended, deadline),
          wasThere ? Outcome.REMOVED : Outcome.ABSENT,
          merge.losses());
    }
    return new Merge(
        new Document(merge.patch(ended, by), deadline),
        wasThere ? Outcome.REPLACED : Outcome.CREATED,
        merge.losses());
  }

  /** The document as it is read at this wall time; empty: there is none. */
  public Optional<Json.Fields> read(long millis) {
    Long deadline = deadlineMillis;
    Json read = root.read(deadline != null && millis >= deadline ? deadline : Long.MIN_VALUE);
    return read instanceof Json.Fields fields ? Optional.of(fields) : Optional.empty();
  }

  @Override
  public boolean isPresent(long millis) {
    Rank object = root.object();
    Long deadline = deadlineMillis;
    return object != null
        && (deadline == null || millis < deadline || object.timestamp().millis() >= deadline);
  }

  @Override
  public boolean isListed() {
    return root.object() != null;
  }
}
