package io.atoll.edge.proxy;

import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.Revalidation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Predicate;

/** Sets the fields of answers made from stored ones that are not there as a whole. */
final class StoredFields {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  private StoredFields() {}

  /** Of the answer itself. */
  static void add(
      MultiMap out, FieldList fields, Freshness freshness, String cacheStatus, long nowMillis) {
    add(out, fields, freshness, cacheStatus, nowMillis, _ -> true);
  }

  /** Of the answer that the client has it. */
  static void addNotModified(
      MultiMap out, FieldList fields, Freshness freshness, String cacheStatus, long nowMillis) {
    add(out, fields, freshness, cacheStatus, nowMillis, Revalidation::isSentWithNotModified);
  }

  private static void add(
      MultiMap out,
      FieldList fields,
      Freshness freshness,
      String cacheStatus,
      long nowMillis,
      Predicate<String> sent) {
    for (Field field : fields.all()) {
      if (field.name().equals("date")) {
        out.set(HttpHeaders.DATE, field.value());
      } else if (!field.name().equals("age") && sent.test(field.name())) {
        out.add(field.name(), field.value());
      }
    }
    out.set("age", Long.toString(freshness.ageSeconds(nowMillis)));
    out.add(CACHE_STATUS, cacheStatus);
  }
}
