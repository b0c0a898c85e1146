package io.atoll.edge.shared;

/** What an edge is to do that misses an answer. */
public sealed interface Turn {
  /** Use what is there, if it is good enough. */
  record Found(Stored stored) implements Turn {}

  /** Read along, if it will be good enough: another edge has asked, and the answer comes. */
  record Coming(Stored stored) implements Turn {}

  /** Ask for each client by itself: answers of this URI are each for one alone. */
  record Alone() implements Turn {}

  /** Ask, for the whole region. */
  record Lead(Fill fill) implements Turn {}

  /** Wait: another edge asks. */
  record Busy() implements Turn {}

  /** Do as if there were no other edge. */
  record Unavailable() implements Turn {}
}
