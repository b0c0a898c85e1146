package io.atoll.dns.answer;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** All that is answered to questions of one name, and of names below it that aren't there. */
final class Entry {
  private final Served of;
  private final int length;
  private final boolean cut;
  private final int[] types;
  private final Answer[] answers;
  private final Answer otherwise;
  private final Answer any;
  private final Answer below;
  private @Nullable Entry wildcard;

  /**
   * @param answers by type
   * @param otherwise of all other types
   * @param any one of the answers, for those who ask for any (RFC 8482 section 4.1)
   * @param below of names below that aren't there, if no wildcard stands for them
   * @param cut whether the name and all below it are another server's matter
   */
  Entry(
      Served of,
      Name name,
      SortedMap<Integer, Answer> answers,
      Answer otherwise,
      Answer any,
      Answer below,
      boolean cut) {
    this.of = of;
    this.length = name.length();
    this.cut = cut;
    this.types = answers.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.answers = answers.values().toArray(Answer[]::new);
    this.otherwise = otherwise;
    this.any = any;
    this.below = below;
  }

  /** Has names below that aren't there answered as those of the wildcard. */
  void expand(Entry of) {
    wildcard = of;
  }

  /**
   * The answer to a question of the name, or of one below it.
   *
   * @param asked the length of the question's name in wire format
   */
  Answer answer(int asked, int type) {
    if (asked == length) {
      return answer(type);
    }
    return wildcard == null ? below : wildcard.answer(type);
  }

  private Answer answer(int type) {
    for (int i = 0; i < types.length; i++) {
      if (types[i] == type) {
        return answers[i];
      }
    }
    return otherwise;
  }

  /** As {@link #answer(int, int)}, to a question of no certain type. */
  Answer any(int asked) {
    return asked == length ? any : wildcard == null ? below : wildcard.any;
  }

  /**
   * Whether the answer to a question depends on a name that isn't there, so that its signatures
   * can't have been made ahead.
   */
  boolean isSignedOnDemand(int asked) {
    return asked != length && !cut && of.signer() != null;
  }

  Served of() {
    return of;
  }
}
