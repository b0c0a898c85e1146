package io.atoll.edge.cache;

import io.atoll.replication.view.KeyPage;
import io.atoll.replication.view.Lease;
import io.atoll.replication.view.Reading;
import org.jspecify.annotations.Nullable;

/** What the edges of a {@link LeaseWorld}, its Redis and its applier say to each other. */
sealed interface LeaseMessage {
  record LeaseAsk(long call, String edge) implements LeaseMessage {}

  record LeaseReply(long call, @Nullable Lease lease) implements LeaseMessage {}

  record ReadAsk(long call, int key) implements LeaseMessage {}

  record ReadReply(long call, @Nullable Reading reading) implements LeaseMessage {}

  record KeysAsk(long call, String cursor) implements LeaseMessage {}

  record KeysReply(long call, @Nullable KeyPage page) implements LeaseMessage {}

  record Invalidate(String run, long sequence, int key) implements LeaseMessage {}

  record Dropped(String run, long sequence) implements LeaseMessage {}

  record Visible(String run, long next) implements LeaseMessage {}
}
