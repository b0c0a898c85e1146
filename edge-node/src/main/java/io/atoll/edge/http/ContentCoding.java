package io.atoll.edge.http;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** A content coding that the edge can make (RFC 9110 section 8.4.1, RFC 7932, RFC 8878). */
public enum ContentCoding {
  GZIP("gzip"),
  BR("br"),
  ZSTD("zstd");

  /** Fields that speak of the bytes as they were before. */
  private static final Set<String> OF_THE_BYTES = Set.of("content-length", "accept-ranges");

  private final String token;

  ContentCoding(String token) {
    this.token = token;
  }

  /** Its name in fields. */
  public String token() {
    return token;
  }

  public static Optional<ContentCoding> of(String token) {
    return Arrays.stream(values()).filter(coding -> coding.token.equals(token)).findFirst();
  }

  /**
   * The fields of an answer once its content is in this coding: another representation, whose bytes
   * differ, so a strong tag becomes a weak one (RFC 9110 section 8.8.1).
   */
  public FieldList describe(FieldList identity) {
    FieldList fields = identity.without(OF_THE_BYTES).plus("content-encoding", token);
    String tag = Revalidation.strongTag(fields);
    return tag == null ? fields : fields.with("etag", "W/" + tag);
  }
}
