package io.atoll.edge.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a client has a stored answer already (RFC 9110 section 13, RFC 9111 section 4.3.2). */
public final class Precondition {
  /** Fields that make a request conditional. */
  public static final Set<String> FIELDS =
      Set.of("if-none-match", "if-modified-since", "if-match", "if-unmodified-since", "if-range");

  private Precondition() {}

  /** Whether only the upstream can tell if the request is to be answered. */
  public static boolean isForUpstream(Fields request) {
    return request.has("if-match") || request.has("if-unmodified-since");
  }

  /** Whether 304 is the answer in place of a 200 with these fields. */
  public static boolean isNotModified(Fields request, Fields stored, long nowMillis) {
    List<String> ifNoneMatch = request.lines("if-none-match");
    if (!ifNoneMatch.isEmpty()) {
      String tag = stored.first("etag");
      // Section 13.1.3: then If-Modified-Since says nothing.
      return EntityTags.matchWeakly(ifNoneMatch, tag == null ? "" : opaque(tag));
    }
    String since = request.single("if-modified-since");
    return since != null && isUnchanged(since, stored, nowMillis);
  }

  private static boolean isUnchanged(String since, Fields stored, long nowMillis) {
    long asked = HttpTime.parse(since, nowMillis);
    String text = stored.first("last-modified");
    long changed = text == null ? HttpTime.INVALID : HttpTime.parse(text, nowMillis);
    return asked != HttpTime.INVALID && changed != HttpTime.INVALID && changed <= asked;
  }

  /** Whether a part of the stored answer may be given (RFC 9110 section 13.1.5). */
  public static boolean allowsRange(Fields request, Fields stored) {
    String ifRange = request.first("if-range");
    if (ifRange == null) {
      return true;
    }
    String validator =
        ifRange.startsWith("\"") ? stored.first("etag") : stored.first("last-modified");
    // A weak tag begins with W/, so it equals no date and no strong tag.
    return ifRange.equals(validator) && isStrong(stored, ifRange);
  }

  /** A date is strong if the answer was made a minute after it (RFC 9110 section 8.8.2.2). */
  private static boolean isStrong(Fields stored, String validator) {
    if (validator.startsWith("\"")) {
      return true;
    }
    long changed = HttpTime.parse(validator, 0);
    long made = date(stored.first("date"));
    return changed != HttpTime.INVALID && made != HttpTime.INVALID && made - changed >= 60;
  }

  private static long date(@Nullable String text) {
    return text == null ? HttpTime.INVALID : HttpTime.parse(text, 0);
  }

  /** An entity tag without its mark of weakness. */
  static String opaque(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}
