package io.atoll.edge.page;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.server.QuickAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One stored answer, in the form in which it is sent. Does not change; safe for use by many
 * threads.
 */
public final class Page {
  /** Objects, arrays and table nodes of one page, measured on a 64-bit JVM and rounded up. */
  static final int OVERHEAD_BYTES = 1_000;

  /** A field takes its text three times: to decide by, to be sent, and in the ready answer. */
  private static final int OVERHEAD_PER_FIELD_BYTES = 160;

  private static final CharSequence AGE = HttpHeaders.createOptimized("age");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  /** What changes with its age, made once a second. */
  private record Moment(long ageSeconds, CharSequence age, CharSequence hit) {}

  /** The whole answer to a plain request, made once a second while there are any. */
  private record Ready(long ageSeconds, QuickAnswer answer) {}

  /** What purges up to a version made of it. */
  private record Checked(long version, Verdict verdict) {}

  private final Description description;
  private final Buffer body;
  private final CharSequence[] names;
  private final CharSequence[] values;
  private final CharSequence date;
  private final CharSequence length;
  private final @Nullable OutsideBody outside;
  private volatile Map<ContentCoding, Page> encoded = Map.of();
  private volatile Checked checked = new Checked(-1, Verdict.GOOD);
  private volatile Moment moment;
  private volatile @Nullable Ready ready;

  /**
   * @param body whole, never written to
   */
  public Page(Description description, Buffer body) {
    this(description, body, body.length() < OutsideBody.BYTES_MIN ? null : new OutsideBody(body));
  }

  private Page(Description description, Buffer body, @Nullable OutsideBody outside) {
    this.description = description;
    this.body = body;
    this.outside = outside;
    List<Field> sent =
        description.fields().without(Set.of("date", "age", "content-length", "cache-status")).all();
    names = sent.stream().map(field -> optimized(field.name())).toArray(CharSequence[]::new);
    values = sent.stream().map(field -> optimized(field.value())).toArray(CharSequence[]::new);
    String made = description.fields().first("date");
    Freshness freshness = description.freshness();
    // RFC 9110 section 6.6.1: who receives one without a date gives it the time it came.
    date = optimized(made == null ? HttpTime.format(freshness.receivedMillis() / 1000) : made);
    length = optimized(Integer.toString(body.length()));
    moment = moment(freshness.receivedMillis());
  }

  private static CharSequence optimized(String text) {
    return HttpHeaders.createOptimized(text);
  }

  public Description description() {
    return description;
  }

  public ResponseHead head() {
    return description.head();
  }

  public int status() {
    return head().status();
  }

  public Buffer body() {
    return body;
  }

  /** Its body's place outside the heap; null: it is too small for that. */
  @Nullable OutsideBody outside() {
    return outside;
  }

  public Freshness freshness() {
    return description.freshness();
  }

  public CacheControl control() {
    return description.control();
  }

  public Vary vary() {
    return description.vary();
  }

  public Vary.Variant variant() {
    return description.variant();
  }

  /** Whether it may be sent in other content codings. */
  public boolean compressible() {
    return description.compressible();
  }

  /** See {@link Description#askedMillis}. */
  public long askedMillis() {
    return description.askedMillis();
  }

  /** The same content with what a 304 said about it. */
  public Page confirmed(Description now) {
    return new Page(now, body, outside);
  }

  /** This page in a coding, if that has been made; itself if it was found not to be worth it. */
  public @Nullable Page in(ContentCoding coding) {
    return encoded.get(coding);
  }

  /** It in the codings that have been made. */
  Collection<Page> forms() {
    return encoded.values();
  }

  /**
   * Keeps it in a coding as well.
   *
   * @param content null: it is not worth it
   */
  Page keep(ContentCoding coding, @Nullable Buffer content) {
    Page page =
        content == null
            ? this
            : new Page(description.encoded(coding.describe(description.fields())), content);
    synchronized (this) {
      Map<ContentCoding, Page> all = new EnumMap<>(ContentCoding.class);
      all.putAll(encoded);
      all.put(coding, page);
      encoded = all;
    }
    return page;
  }

  /** Whether it has been purged; looked up once after each purge. */
  public Verdict verdict(Purges purges, PageKey key) {
    long version = purges.version();
    Checked last = checked;
    if (last.version != version) {
      last = new Checked(version, purges.verdict(key, description.tags(), askedMillis()));
      checked = last;
    }
    return last.verdict;
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

  /**
   * The answer to a request that asks for nothing beyond its URI.
   *
   * @param region value of {@code Atoll-Region}
   */
  public QuickAnswer quick(String region, long nowMillis) {
    long age = freshness().ageSeconds(nowMillis);
    Ready last = ready;
    if (last == null || last.ageSeconds != age) {
      last = new Ready(age, quickAnswer(region, nowMillis));
      ready = last;
    }
    return last.answer;
  }

  private QuickAnswer quickAnswer(String region, long nowMillis) {
    Moment now = momentAt(nowMillis);
    List<CharSequence> fields =
        new ArrayList<>(List.of(HttpHeaders.DATE, date, "atoll-region", region, AGE, now.age));
    for (int i = 0; i < names.length; i++) {
      fields.add(names[i]);
      fields.add(values[i]);
    }
    fields.addAll(List.of(CACHE_STATUS, now.hit, HttpHeaders.CONTENT_LENGTH, length));
    return new QuickAnswer(
        status(), fields, body, outside == null ? QuickAnswer.Outside.NONE : outside);
  }

  private Moment momentAt(long nowMillis) {
    Moment last = moment;
    if (last.ageSeconds != freshness().ageSeconds(nowMillis)) {
      last = moment(nowMillis);
      moment = last;
    }
    return last;
  }

  private Moment moment(long nowMillis) {
    long age = freshness().ageSeconds(nowMillis);
    return new Moment(
        age,
        optimized(Long.toString(age)),
        optimized(CacheStatus.hit(freshness().lifetimeSeconds() - age, null)));
  }

  /** About how many bytes of memory it takes under its key. */
  int weight(PageKey key) {
    int texts = key.host().length() + key.target().length() + 3 * description.fields().bytes();
    int own = OVERHEAD_BYTES + names.length * OVERHEAD_PER_FIELD_BYTES + texts + body.length();
    int others = 0;
    for (Page other : encoded.values()) {
      others += other == this ? 0 : other.weight(key);
    }
    return own + others;
  }
}
