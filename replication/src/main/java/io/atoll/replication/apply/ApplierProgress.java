package io.atoll.replication.apply;

import io.atoll.core.position.Watermark;
import io.atoll.replication.apply.ApplierStatus.State;
import org.jspecify.annotations.Nullable;

/** What an applier tells of itself while it works. Written by its thread, read by any. */
final class ApplierProgress {
  private final int partition;
  private ApplierStatus status;
  private @Nullable PartitionReader reader;
  private boolean endsWanted;
  private boolean endsReached;
  private boolean reloadWanted;

  ApplierProgress(int partition) {
    this.partition = partition;
    status = new ApplierStatus(partition, State.WAITING, "not started", Watermark.ZERO, 0);
  }

  synchronized ApplierStatus status() {
    return status;
  }

  synchronized void at(State state, Watermark watermark, long lagRecords) {
    status = new ApplierStatus(partition, state, "", watermark, lagRecords);
  }

  /** Returns false if that was known. */
  synchronized boolean failed(State state, String reason) {
    boolean known = status.state() == state && status.reason().equals(reason);
    status = new ApplierStatus(partition, state, reason, status.watermark(), status.lagRecords());
    return !known;
  }

  synchronized void opened(PartitionReader opened) {
    reader = opened;
  }

  synchronized void closed() {
    reader = null;
  }

  /** Ends a poll that is under way. */
  synchronized void wakeup() {
    if (reader != null) {
      reader.wakeup();
    }
  }

  /** Asks the applier to empty its partition in Redis and fill it from the state and the logs. */
  synchronized void wantReload() {
    reloadWanted = true;
    wakeup();
  }

  synchronized boolean isReloadWanted() {
    return reloadWanted;
  }

  synchronized boolean takeReloadWanted() {
    boolean wanted = reloadWanted;
    reloadWanted = false;
    return wanted;
  }

  /** Asks the applier to note the ends that the logs have now; see {@link #notedEndsReached}. */
  synchronized void wantEnds() {
    endsWanted = true;
    endsReached = false;
  }

  synchronized boolean takeEndsWanted() {
    boolean wanted = endsWanted;
    endsWanted = false;
    return wanted;
  }

  synchronized void endsReached() {
    endsReached = !endsWanted;
  }

  synchronized boolean notedEndsReached() {
    return endsReached;
  }
}
