package io.atoll.edge.page;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.http.Vary.Variant;
import java.util.Set;

/**
 * All that is known of an answer but its body.
 *
 * @param head as it is stored and sent: fields that may be stored, no others
 * @param variant what the request said that it answers
 * @param tags by which it is purged
 * @param askedMillis wall time at which the upstream was asked for it, or to confirm it
 * @param compressible whether it may be sent in other content codings
 */
public record Description(
    ResponseHead head,
    Freshness freshness,
    CacheControl control,
    Vary vary,
    Variant variant,
    Set<String> tags,
    long askedMillis,
    boolean compressible) {
  public Description {
    tags = Set.copyOf(tags);
  }

  public FieldList fields() {
    return head.fields();
  }

  /** Whether it is the answer to a request to its URI (RFC 9111 section 4.1). */
  boolean answers(Fields request) {
    return vary.names().isEmpty() || vary.variant(request).equals(variant);
  }

  /** Whether the two answer the same requests, so that the newer one counts. */
  boolean isSameVariantAs(Description other) {
    return vary.equals(other.vary) && variant.equals(other.variant);
  }

  /** With another head, the rest as it was. */
  Description with(ResponseHead other) {
    return new Description(
        other, freshness, control, vary, variant, tags, askedMillis, compressible);
  }

  /** As the upstream has described it since; which requests it answers is as it was. */
  public Description confirmed(Description now) {
    return new Description(
        now.head,
        now.freshness,
        now.control,
        vary,
        variant,
        tags,
        now.askedMillis,
        now.compressible);
  }

  /** As it came in a content coding. */
  Description encoded(FieldList fields) {
    return new Description(
        head.with(fields), freshness, control, vary, variant, tags, askedMillis, false);
  }
}
