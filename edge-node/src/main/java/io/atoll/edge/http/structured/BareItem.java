package io.atoll.edge.http.structured;

import java.math.BigDecimal;

/** A value without parameters (RFC 9651 section 3.3). */
public sealed interface BareItem {
  /** Up to 15 digits. */
  record Whole(long value) implements BareItem {}

  /** Up to 12 digits, a point, up to 3 digits. */
  record Decimal(BigDecimal value) implements BareItem {}

  /** A string of ASCII. */
  record Text(String value) implements BareItem {}

  record Token(String value) implements BareItem {}

  /**
   * A byte sequence.
   *
   * @param base64 as it stands between the colons
   */
  record Binary(String base64) implements BareItem {}

  record Bool(boolean value) implements BareItem {}

  /** Seconds since 1970. */
  record Date(long second) implements BareItem {}

  /** A string of Unicode. */
  record Display(String value) implements BareItem {}
}
