package io.atoll.replication.cell;

import io.atoll.core.operation.Mutation;

/** A number that is added to. */
public record Counter(Sum sum) implements Merged {
  static final Counter ZERO = new Counter(Sum.ZERO);

  @Override
  public Merge merge(Incoming incoming) {
    long offset = incoming.at().offset();
    boolean wasThere = sum.isTouched();
    return switch (incoming.mutation()) {
      case Mutation.AddToCounter add ->
          new Merge(
              new Counter(sum.add(incoming.origin(), offset, add.delta())),
              wasThere ? Outcome.REPLACED : Outcome.CREATED);
      case Mutation.ResetCounter reset ->
          new Merge(
              new Counter(sum.reset(incoming.origin(), offset, reset.observed())),
              wasThere ? Outcome.REMOVED : Outcome.ABSENT);
      default -> throw Merged.mismatch(this, incoming.mutation());
    };
  }

  public long value() {
    return sum.value();
  }

  @Override
  public boolean isPresent(long millis) {
    return sum.isTouched();
  }

  @Override
  public boolean isListed() {
    return sum.isTouched();
  }
}
