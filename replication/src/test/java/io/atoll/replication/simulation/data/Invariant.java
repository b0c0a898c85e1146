package io.atoll.replication.simulation.data;

/** What must hold, whatever breaks; the sentence is what a failure says. */
enum Invariant {
  DURABLE("an acknowledged write is in its region's log"),
  DENSE("a mirror is a dense copy of its source's log"),
  REGISTERS("a register holds what wins by the rule"),
  COUNTERS("counters are exact"),
  SETS("in a set, additions win over concurrent removals"),
  LEADERBOARDS("a leaderboard follows its policy"),
  DOCUMENTS("a document is what its writes in order of rank make of it"),
  EQUAL("at rest all regions hold equal cells"),
  LISTED("lists and rankings name what the cells say"),
  AT_REST("with faults gone, every region applies every log"),
  NOT_BACK("what was deleted or expired never comes back"),
  READ_YOUR_WRITES("a session reads its own writes"),
  MONOTONIC_READS("a session never reads backwards"),
  MONOTONIC_WRITES("a session's write comes after its earlier ones"),
  WRITES_FOLLOW_READS("a session's write comes after what it had read"),
  REGIONAL("in a region nobody reads what is older than a write acknowledged as visible"),
  CONDITIONAL("of several writes with one precondition in a region at most one counts"),
  ALIKE("every region judges an operation alike"),
  ONCE("a repeated attempt counts once"),
  FEED("the change feed skips nothing and repeats nothing"),
  LEDGER("every register write that lost to a concurrent one is in some region's ledger"),
  NOT_EARLY("a clock far ahead is not believed before its time"),
  CLOCKS("nothing that others wrote pushes a region's clock far ahead"),
  NOT_FOR_EVER("a clock that was ahead does not win for ever");

  private final String sentence;

  Invariant(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String toString() {
    return sentence;
  }
}
