package io.atoll.runtime.access;

/** What a token is for. */
public enum Role {
  /** Everything: change intent, kill nodes, read and write all data. */
  OPERATOR,
  /** Data of the namespaces it names. */
  DATA
}
