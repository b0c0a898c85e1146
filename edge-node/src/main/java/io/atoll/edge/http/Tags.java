package io.atoll.edge.http;

import io.atoll.edge.http.structured.BareItem;
import io.atoll.edge.http.structured.Member;
import io.atoll.edge.http.structured.MemberList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Names under which answers are purged together: cache groups (RFC 9875), and the fields that were
 * there before them, {@code Surrogate-Key} (blanks between) and {@code Cache-Tag} (commas between).
 */
public final class Tags {
  /** RFC 9875 section 2 asks for 128 at least. */
  public static final int COUNT_MAX = 128;

  /** RFC 9875 section 2 asks for 32 at least. */
  public static final int LENGTH_MAX = 128;

  /** Keys may have long names, and each byte of one three characters. */
  private static final int KEY_LENGTH_MAX = 2_000;

  private Tags() {}

  /** Those an answer carries, the first {@value #COUNT_MAX} that are not too long. */
  public static Set<String> of(Fields response) {
    List<String> all = new ArrayList<>(groups(response, "cache-groups"));
    for (String line : response.lines("surrogate-key")) {
      all.addAll(Arrays.asList(line.split(" +")));
    }
    all.addAll(Syntax.members(response.lines("cache-tag")));
    return bounded(all);
  }

  /** Those that an unsafe request's answer calls invalid (RFC 9875 section 3). */
  public static Set<String> invalidated(Fields response) {
    return bounded(groups(response, "cache-group-invalidation"));
  }

  private static Set<String> bounded(List<String> tags) {
    Set<String> kept = new LinkedHashSet<>();
    for (String tag : tags) {
      int lengthMax = KeyTag.is(tag) ? KEY_LENGTH_MAX : LENGTH_MAX;
      if (!tag.isEmpty() && tag.length() <= lengthMax && kept.size() < COUNT_MAX) {
        kept.add(tag);
      }
    }
    return kept;
  }

  /** The field is a list of strings; one that is not is passed over, a fault voids the field. */
  private static List<String> groups(Fields response, String name) {
    List<String> groups = new ArrayList<>();
    for (Member member :
        MemberList.parse(response.lines(name)).orElse(new MemberList(List.of())).members()) {
      if (member instanceof Member.Item(BareItem.Text(String group), var _)) {
        groups.add(group);
      }
    }
    return groups;
  }
}
