package io.atoll.edge.page;

import io.atoll.edge.http.CacheControl;
import io.atoll.edge.http.CacheStatus;
import io.atoll.edge.http.ContentCoding;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.KeyTag;
import io.atoll.edge.http.PageKey;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.Vary;
import io.atoll.edge.invalidate.Purges;
import io.atoll.edge.invalidate.Purges.Verdict;
import io.atoll.edge.server.HttpExchange;
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
  static final int OVERHEAD_BYTES = 1_200;

  /** Of a field: its object, its value's, and its place in the answer that is ready. */
  private static final int OVERHEAD_PER_FIELD_BYTES = 100;

  /** Of a tag: its text's object, and its place in a set. */
  private static final int OVERHEAD_PER_TAG_BYTES = 64;

  /** What each answer says anew. */
  private static final Set<String> OWN = Set.of("date", "age", "content-length", "cache-status");

  private static final int FIELDS_ADDED = 5;

  private static final CharSequence AGE = HttpHeaders.createOptimized("age");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");

  /** The whole answer to a plain request, made once a second while there are any. */
  private record Ready(long ageSeconds, QuickAnswer answer) {}

  /** What purges up to a version made of it. */
  private record Checked(long version, Verdict verdict) {}

  private final Description description;
  private final boolean namesKeys;
  private final Buffer body;
  private final @Nullable OutsideBody outside;
  private final @Nullable Lending lending;
  private volatile Map<ContentCoding, Page> encoded = Map.of();
  private volatile Checked checked = new Checked(-1, Verdict.GOOD);
  private volatile @Nullable Ready ready;

  /**
   * @param body whole, never written to
   */
  public Page(Description description, Buffer body) {
    this(
        description,
        body,
        body.length() < OutsideBody.BYTES_MIN ? null : new OutsideBody(body),
        body.length() <= HttpExchange.WHOLE_BYTES_MAX ? null : new Lending(body.length()));
  }

  private Page(
      Description description,
      Buffer body,
      @Nullable OutsideBody outside,
      @Nullable Lending lending) {
    this.description = description;
    namesKeys = KeyTag.any(description.tags());
    this.body = body;
    this.outside = outside;
    this.lending = lending;
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

  /** It is stored from now on: its body may have a place outside the heap. */
  void kept(OutsideBodies by, MemoryBudget budget) {
    if (outside != null) {
      outside.kept(by);
    }
    if (lending != null) {
      lending.stored(budget);
    }
  }

  /** It is stored no more, and neither are its forms. */
  void dropped(MemoryBudget budget) {
    if (outside != null) {
      outside.dropped();
    }
    if (lending != null) {
      lending.dropped(budget);
    }
    for (Page form : encoded.values()) {
      if (form != this) {
        form.dropped(budget);
      }
    }
  }

  /** Whether its body is best sent in one piece: it is small, or outside the heap. */
  public boolean isSentWhole() {
    return lending == null || (outside != null && outside.isThere());
  }

  /**
   * Begins to send its body in pieces, of which {@link #sent} tells the end; returns whether there
   * is room for it to stay in memory until then.
   */
  public boolean send(MemoryBudget budget) {
    return lending == null || lending.begin(budget);
  }

  /** The client has it, or is gone. */
  public void sent(MemoryBudget budget) {
    if (lending != null) {
      lending.end(budget);
    }
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

  /** Whether it was made from keys of the data API, and says which. */
  public boolean namesKeys() {
    return namesKeys;
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
    return new Page(now, body, outside, lending);
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
    long version = namesKeys ? purges.versionWithKeys() : purges.version();
    Checked last = checked;
    if (last.version != version) {
      last = new Checked(version, purges.verdict(key, description.tags(), askedMillis()));
      checked = last;
    }
    return last.verdict;
  }

  /** Adds its fields to an answer, all but its length and what {@code Cache-Status} says. */
  public void addFields(MultiMap answer, long nowMillis) {
    answer.set(HttpHeaders.DATE, date()).set(AGE, age(nowMillis));
    for (Field field : description.fields().all()) {
      if (!OWN.contains(field.name())) {
        answer.add(field.name(), field.value());
      }
    }
  }

  /** RFC 9110 section 6.6.1: who receives one without a date gives it the time it came. */
  private String date() {
    String made = description.fields().first("date");
    return made == null ? HttpTime.format(freshness().receivedMillis() / 1000) : made;
  }

  private String age(long nowMillis) {
    return Long.toString(freshness().ageSeconds(nowMillis));
  }

  /** The length of its body, as text. */
  public String length() {
    return Integer.toString(body.length());
  }

  /** Says that it was found. */
  public void addHit(MultiMap answer, long nowMillis) {
    answer.add(CACHE_STATUS, hit(nowMillis));
  }

  private String hit(long nowMillis) {
    return CacheStatus.hit(freshness().remainingSeconds(nowMillis), null);
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
    List<Field> all = description.fields().all();
    List<CharSequence> fields = new ArrayList<>(2 * (all.size() + FIELDS_ADDED));
    add(fields, HttpHeaders.DATE, date());
    add(fields, "atoll-region", region);
    add(fields, AGE, age(nowMillis));
    for (Field field : all) {
      if (!OWN.contains(field.name())) {
        add(fields, field.name(), field.value());
      }
    }
    add(fields, CACHE_STATUS, hit(nowMillis));
    add(fields, HttpHeaders.CONTENT_LENGTH, length());
    return new QuickAnswer(
        status(), fields, body, outside == null ? QuickAnswer.Outside.NONE : outside);
  }

  private static void add(List<CharSequence> fields, CharSequence name, CharSequence value) {
    fields.add(name);
    fields.add(value);
  }

  /** About how many bytes of memory it takes under its key, once it has been sent. */
  int weight(PageKey key) {
    int fields = description.fields().all().size();
    // Once to decide by and to send, and once in the answer that is ready.
    int texts = key.target().length() + 2 * description.fields().bytes();
    for (String tag : description.tags()) {
      texts += OVERHEAD_PER_TAG_BYTES + tag.length();
    }
    int own = OVERHEAD_BYTES + fields * OVERHEAD_PER_FIELD_BYTES + texts + body.length();
    int others = 0;
    for (Page other : encoded.values()) {
      others += other == this ? 0 : other.weight(key);
    }
    return own + others;
  }
}
