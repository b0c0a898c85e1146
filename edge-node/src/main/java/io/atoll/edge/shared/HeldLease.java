package io.atoll.edge.shared;

import static io.atoll.edge.shared.SharedKeys.ascii;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.KeyTag;
import io.atoll.edge.page.Description;
import io.atoll.edge.page.Page;
import io.atoll.edge.page.SharedBody;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lease that this edge has taken. */
final class HeldLease implements Fill {
  private final SharedWrites writes;
  private final SharedWrites.Place place;
  private final String token;
  private final @Nullable Standing asked;
  private final Duration length;
  private final MonotonicClock clock;
  private long renewedNanos;
  private boolean ended;
  private @Nullable Announcement announcement;

  /**
   * @param asked how far this edge had come then; null: nobody could judge what it stores
   */
  HeldLease(
      SharedWrites writes,
      SharedWrites.Place place,
      String token,
      @Nullable Standing asked,
      Duration length,
      MonotonicClock clock) {
    this.writes = writes;
    this.place = place;
    this.token = token;
    this.asked = asked;
    this.length = length;
    this.clock = clock;
    renewedNanos = clock.nanos();
  }

  @Override
  public void coming(Description description, SharedBody body) {
    if (ended || asked == null) {
      return;
    }
    if (writes.isTooLarge(description.head())) {
      // Each edge may as well ask for it now.
      writes.count(SharedMetrics.Write.SKIPPED);
      release();
    } else if (!KeyTag.any(description.tags())) {
      // What names keys is held against their changes once more when it is whole.
      announcement = writes.announce(place, token, asked, description, body);
    }
  }

  @Override
  public void store(Page page) {
    Standing standing = asked;
    if (standing == null) {
      release();
    } else if (end()) {
      Announcement before = announcement;
      if (before == null) {
        writes.store(place, token, standing, page, false);
      } else {
        before.whole(there -> writes.store(place, token, standing, page, there));
      }
    }
  }

  @Override
  public void alone() {
    if (end()) {
      byte[] record = SharedRecord.encode(new SharedRecord.Alone(token));
      writes.release(place, token, record);
    }
  }

  @Override
  public void release() {
    if (end()) {
      writes.release(place, token, new byte[0]);
    }
  }

  @Override
  public void renew() {
    long now = clock.nanos();
    if (!ended && now - renewedNanos > length.toNanos() / 3) {
      renewedNanos = now;
      writes.send(
          SharedScripts.RENEW,
          SharedKeys.bytes(SharedKeys.lease(place.entry())),
          List.of(ascii(token), ascii(Long.toString(length.toMillis()))));
    }
  }

  private boolean end() {
    boolean first = !ended;
    ended = true;
    return first;
  }
}
