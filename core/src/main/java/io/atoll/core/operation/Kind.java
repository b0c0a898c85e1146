package io.atoll.core.operation;

/** What the values of a namespace are, and so how concurrent writes to one key merge. */
public enum Kind {
  /** Bytes with a content type; the highest (timestamp, origin) wins. */
  REGISTER
}
