package io.atoll.dns.wire;

/** What carries a message. */
public enum Transport {
  UDP,
  TCP,
  /** TCP, encrypted (RFC 7858). */
  TLS
}
