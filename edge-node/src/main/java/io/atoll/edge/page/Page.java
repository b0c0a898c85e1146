package io.atoll.edge.page;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Set;

/**
 * One stored answer, in the form in which it is sent. Does not change; safe for use by many
 * threads.
 */
public final class Page {
  /** Objects, arrays and table nodes of one page, measured on a 64-bit JVM and rounded up. */
  static final int OVERHEAD_BYTES = 900;

  /** A field takes its text twice, once to decide by and once to be sent, and two objects each. */
  private static final int OVERHEAD_PER_FIELD_BYTES = 160;

  private static final CharSequence AGE = HttpHeaders.createOptimized("age");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  /** What changes with its age, made once a second. */
  private record Moment(long ageSeconds, CharSequence age, CharSequence hit) {}

  private final ResponseHead head;
  private final Buffer body;
  private final Freshness freshness;
  private final CacheControl control;
  private final Vary vary;
  private final Vary.Variant variant;
  private final Set<String> tags;
  private final CharSequence[] names;
  private final CharSequence[] values;
  private final CharSequence date;
  private final CharSequence length;
  private volatile Moment moment;

  /**
   * @param head fields that may be stored, no others
   * @param body whole, never written to
   * @param variant what the request said that this answers
   * @param tags by which it is purged
   */
  public Page(
      ResponseHead head,
      Buffer body,
      Freshness freshness,
      CacheControl control,
      Vary vary,
      Vary.Variant variant,
      Set<String> tags) {
    this.head = head;
    this.body = body;
    this.freshness = freshness;
    this.control = control;
    this.vary = vary;
    this.variant = variant;
    this.tags = Set.copyOf(tags);
    List<Field> sent =
        head.fields().without(Set.of("date", "age", "content-length", "cache-status")).all();
    names = sent.stream().map(field -> optimized(field.name())).toArray(CharSequence[]::new);
    values = sent.stream().map(field -> optimized(field.value())).toArray(CharSequence[]::new);
    String made = head.fields().first("date");
    // RFC 9110 section 6.6.1: who receives one without a date gives it the time it came.
    date = optimized(made == null ? HttpTime.format(freshness.receivedMillis() / 1000) : made);
    length = optimized(Integer.toString(body.length()));
    moment = moment(freshness.receivedMillis());
  }

  private static CharSequence optimized(String text) {
    return HttpHeaders.createOptimized(text);
  }

  public ResponseHead head() {
    return head;
  }

  public int status() {
    return head.status();
  }

  public Buffer body() {
    return body;
  }

  public Freshness freshness() {
    return freshness;
  }

  public CacheControl control() {
    return control;
  }

  public Vary vary() {
    return vary;
  }

  public Vary.Variant variant() {
    return variant;
  }

  public Set<String> tags() {
    return tags;
  }

  /** The same content with what a 304 said about it. */
  public Page confirmed(ResponseHead updated, Freshness fresh, CacheControl now) {
    return new Page(updated, body, fresh, now, vary, variant, tags);
  }

  /** Adds its fields to an answer, all but its length and what {@code Cache-Status} says. */
  public void addFields(MultiMap answer, long nowMillis) {
    answer.set(HttpHeaders.DATE, date).set(AGE, momentAt(nowMillis).age);
    for (int i = 0; i < names.length; i++) {
      answer.add(names[i], values[i]);
    }
  }

  /** The length of its body, as text. */
  public CharSequence length() {
    return length;
  }

  /** Says that it was found. */
  public void addHit(MultiMap answer, long nowMillis) {
    answer.add(CACHE_STATUS, momentAt(nowMillis).hit);
  }

  private Moment momentAt(long nowMillis) {
    Moment last = moment;
    if (last.ageSeconds != freshness.ageSeconds(nowMillis)) {
      last = moment(nowMillis);
      moment = last;
    }
    return last;
  }

  private Moment moment(long nowMillis) {
    long age = freshness.ageSeconds(nowMillis);
    return new Moment(
        age,
        optimized(Long.toString(age)),
        optimized(CacheStatus.hit(freshness.lifetimeSeconds() - age, null)));
  }

  /** About how many bytes of memory it takes under its key. */
  int weight(PageKey key) {
    int texts = key.host().length() + key.target().length() + 2 * head.fields().bytes();
    return OVERHEAD_BYTES + names.length * OVERHEAD_PER_FIELD_BYTES + texts + body.length();
  }
}
