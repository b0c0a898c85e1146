package io.atoll.controller.intent;

import io.atoll.core.region.RegionId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The one order in which commands change intent, shared by the controllers of all regions.
 *
 * <p>A majority of them must be able to talk to each other for a command to be accepted; what was
 * accepted is never lost while a majority of their disks survives. Reading never needs anybody else
 * and may be behind.
 */
public interface IntentStore {

  /** What this controller has heard of; may be behind what others have. */
  Intent current();

  /** The region whose controller puts commands in order now, if this one knows of any. */
  Optional<RegionId> leader();

  /**
   * Sends a command and waits, bounded.
   *
   * @return what became of it, or {@link NoMajorityException}, after which it may still be done
   *     later
   */
  CompletionStage<IntentOutcome> propose(IntentCommand command);
}
