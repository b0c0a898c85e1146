package io.atoll.edge.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which content coding a client likes best (RFC 9110 section 12.5.3). */
public final class AcceptEncoding {
  private static final int WEIGHT_MAX = 1000;
  private static final int NOT_NAMED = -1;

  private AcceptEncoding() {}

  /**
   * The coding with the highest weight, of those with the same weight the one offered first; null:
   * the content as it is. A weight that can't be read is taken for 0.
   *
   * @param lines of {@code Accept-Encoding}; none: as it is, though anything would be allowed
   */
  public static @Nullable ContentCoding choose(List<String> lines, List<ContentCoding> offered) {
    List<String> members = Syntax.members(lines);
    int others = Math.max(0, weight(members, "*"));
    ContentCoding best = null;
    // What is named as wanted as it is, must be beaten or equalled; else it is the last resort.
    int bestWeight = Math.max(0, weight(members, "identity")) - 1;
    for (ContentCoding coding : offered) {
      int named = weight(members, coding.token());
      int weight = named == NOT_NAMED ? others : named;
      if (weight > 0 && weight > bestWeight) {
        best = coding;
        bestWeight = weight;
      }
    }
    return best;
  }

  /** In thousandths; {@link #NOT_NAMED} if no member names it. */
  private static int weight(List<String> members, String token) {
    for (String member : members) {
      int end = member.indexOf(';');
      String name = Syntax.trim(end < 0 ? member : member.substring(0, end));
      if (name.equalsIgnoreCase(token) || isAlias(name, token)) {
        return end < 0 ? WEIGHT_MAX : thousandths(Syntax.trim(member.substring(end + 1)));
      }
    }
    return NOT_NAMED;
  }

  /** RFC 9110 section 8.4.1.3. */
  private static boolean isAlias(String name, String token) {
    return token.equals("gzip") && name.equalsIgnoreCase("x-gzip");
  }

  /** Of {@code q=0.5}, 500 (RFC 9110 section 12.4.2). */
  private static int thousandths(String weight) {
    String lower = weight.toLowerCase(Locale.ROOT);
    if (!lower.startsWith("q=")) {
      return 0;
    }
    String number = lower.substring(2);
    if (!number.matches("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?")) {
      return 0;
    }
    return (int) Math.round(Double.parseDouble(number) * WEIGHT_MAX);
  }
}
