package io.atoll.edge.http;

import java.util.List;

/**
 * The value of {@code If-None-Match} or {@code If-Match}: {@code *} or a list of entity tags (RFC
 * 9110 sections 8.8.3, 13.1.1 and 13.1.2). Looks for one tag without building the list.
 */
public final class EntityTags {
  private EntityTags() {}

  /**
   * Whether a field names the tag, by weak comparison (RFC 9110 section 8.8.3.2): {@code W/} makes
   * no difference. A field line that is not of this syntax names nothing from the fault on.
   *
   * @param fields the lines of the field
   * @param tag a strong entity tag, with its quotes
   */
  public static boolean matchWeakly(List<String> fields, String tag) {
    return matches(fields, tag, true);
  }

  /** Whether a field names the tag, by strong comparison: weak tags match nothing. */
  public static boolean matchStrongly(List<String> fields, String tag) {
    return matches(fields, tag, false);
  }

  private static boolean matches(List<String> fields, String tag, boolean weakToo) {
    for (String field : fields) {
      if (field.strip().equals("*") || names(field, tag, weakToo)) {
        return true;
      }
    }
    return false;
  }

  private static boolean names(String field, String tag, boolean weakToo) {
    int at = 0;
    while (at < field.length()) {
      char c = field.charAt(at);
      if (c == ' ' || c == '\t' || c == ',') {
        at++;
        continue;
      }
      boolean weak = field.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close =
          open < field.length() && field.charAt(open) == '"' ? field.indexOf('"', open + 1) : -1;
      if (close < 0) {
        return false;
      }
      int length = close + 1 - open;
      if ((weakToo || !weak) && length == tag.length() && field.startsWith(tag, open)) {
        return true;
      }
      at = close + 1;
    }
    return false;
  }
}
