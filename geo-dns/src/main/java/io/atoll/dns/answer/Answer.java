package io.atoll.dns.answer;

/** What a name and type is answered, rendered. */
sealed interface Answer {

  /** The same for everybody. */
  record Same(Rendered rendered) implements Answer {}

  /**
   * By where the client is.
   *
   * @param slot its index among the {@link Directory#slots()}
   * @param otherwise for clients whose region has nothing of the type
   */
  record ByPlace(int slot, Rendered otherwise) implements Answer {}
}
