package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asking whether a stored answer is still good (RFC 9111 section 4.3). */
public final class Revalidation {
  /** What a 304 must not change: it has no content, so it can't describe it. */
  private static final Set<String> OF_CONTENT =
      Set.of("content-length", "content-encoding", "content-type", "content-range");

  private Revalidation() {}

  /** The fields that make a request ask for it; none: it can't be asked about. */
  public static List<Field> conditions(Fields stored) {
    List<Field> conditions = new ArrayList<>(2);
    String tag = stored.first("etag");
    if (tag != null) {
      conditions.add(new Field("if-none-match", tag));
    }
    String changed = stored.first("last-modified");
    if (changed != null) {
      conditions.add(new Field("if-modified-since", changed));
    }
    return conditions;
  }

  /**
   * Whether a 304 is about this stored answer (RFC 9111 section 4.3.4): a validator it names must
   * be the stored one's.
   */
  public static boolean confirms(Fields notModified, Fields stored) {
    String tag = notModified.first("etag");
    if (tag != null) {
      String known = stored.first("etag");
      return known != null && Precondition.opaque(known).equals(Precondition.opaque(tag));
    }
    String changed = notModified.first("last-modified");
    return changed == null || changed.equals(stored.first("last-modified"));
  }

  /** The stored fields, brought up to date by those of the 304 (RFC 9111 section 3.2). */
  public static FieldList updated(FieldList stored, FieldList notModified) {
    Set<String> excluded = new HashSet<>(HopByHop.namesIn(notModified));
    excluded.addAll(OF_CONTENT);
    FieldList news = notModified.without(excluded);
    Set<String> replaced = new HashSet<>();
    news.all().forEach(field -> replaced.add(field.name()));
    // An age that is not repeated was that of the older answer.
    replaced.add("age");
    List<Field> updated = new ArrayList<>(stored.without(replaced).all());
    updated.addAll(news.all());
    return new FieldList(updated);
  }

  /** The fields of a 304 made from a stored 200 (RFC 9110 section 15.4.5). */
  public static boolean isSentWithNotModified(String name) {
    return !name.startsWith("content-") || name.equals("content-location");
  }

  /** The strong validator of an answer, or null (RFC 9110 section 8.8.1). */
  public static @Nullable String strongTag(Fields response) {
    String tag = response.single("etag");
    return tag != null && tag.startsWith("\"") ? tag : null;
  }
}
