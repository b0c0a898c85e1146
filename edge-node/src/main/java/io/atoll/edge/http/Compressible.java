package io.atoll.edge.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which answers may be sent in another content coding than the one they came in, and are worth it.
 *
 * @param types media types without parameters, in lower case; {@code text/*} stands for all of text
 * @param bytesMin shorter ones stay as they are
 */
public record Compressible(Set<String> types, long bytesMin) {
  /** Digests of the content, which would no longer be true (RFC 9530, and its forerunners). */
  private static final List<String> DIGESTS =
      List.of("content-digest", "repr-digest", "digest", "content-md5");

  public Compressible {
    types = Set.copyOf(types);
  }

  /** Whether this answer is one; without a length it is taken to be long enough. */
  public boolean includes(ResponseHead head) {
    FieldList fields = head.fields();
    return !Statuses.isBodiless(head.status())
        && head.status() != 206
        && !fields.has("content-encoding")
        && !fields.has("content-range")
        && DIGESTS.stream().noneMatch(fields::has)
        && hasType(fields)
        && isLongEnough(fields)
        // RFC 9111 section 5.2.2.6.
        && !CacheControl.parse(fields.lines("cache-control")).noTransform();
  }

  private boolean hasType(Fields fields) {
    String value = fields.single("content-type");
    if (value == null) {
      return false;
    }
    int parameters = value.indexOf(';');
    String type =
        Syntax.trim(parameters < 0 ? value : value.substring(0, parameters))
            .toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    return types.contains(type) || (slash > 0 && types.contains(type.substring(0, slash) + "/*"));
  }

  private boolean isLongEnough(Fields fields) {
    String length = fields.first("content-length");
    return length == null || Syntax.digits(length, Long.MAX_VALUE / 10 - 1) >= bytesMin;
  }

  /**
   * The fields of such an answer in whatever coding it is sent: caches on the way must know that it
   * depends on what the client accepts (RFC 9110 section 12.5.5).
   */
  public static FieldList varied(FieldList fields) {
    Vary vary = Vary.of(fields);
    return vary.any() || vary.names().contains("accept-encoding")
        ? fields
        : fields.plus("vary", "Accept-Encoding");
  }
}
