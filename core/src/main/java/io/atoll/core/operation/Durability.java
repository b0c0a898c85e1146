package io.atoll.core.operation;

/** What must be so before a write is answered as done. */
public enum Durability {
  /** It is in its own region's log. */
  LOCAL,
  /** It is committed in another member region's mirror too: no single region's loss loses it. */
  REMOTE
}
