package io.atoll.dns.answer;

import io.atoll.dns.wire.Prepared;

/** What a name and type is answered, rendered. */
sealed interface Answer {

  /** The same for everybody. */
  record Same(Prepared prepared) implements Answer {}

  /**
   * By where the client is.
   *
   * @param slot its index among the {@link Directory#slots()}
   * @param otherwise for clients whose region has nothing of the type
   */
  record ByPlace(int slot, Prepared otherwise) implements Answer {}
}
