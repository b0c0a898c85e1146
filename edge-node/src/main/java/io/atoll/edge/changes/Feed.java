package io.atoll.edge.changes;

import io.atoll.core.time.MonotonicClock;
import io.atoll.edge.changes.ChangeMetrics.End;
import io.atoll.edge.changes.EventStream.ClosedException;
import io.atoll.edge.server.CommonProblems;
import io.atoll.replication.cell.Json;
import io.atoll.replication.changes.Applied;
import io.atoll.replication.changes.ChangeReader;
import io.atoll.replication.changes.ChangesGoneException;
import io.atoll.replication.changes.ChangesUnavailableException;
import io.atoll.replication.changes.FeedPosition;
import io.atoll.replication.changes.LoggedChange;
import io.atoll.replication.view.ViewUnavailableException;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's feed, on a thread of its own: read, ask for the values, write, until somebody ends
 * it. What was read and not written yet is at most {@link ChangeReader#CHANGES_MAX} changes, which
 * go out in pieces of about {@value #PIECE_BYTES} bytes.
 */
final class Feed implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Feed.class);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration VIEW_RETRY = Duration.ofMillis(100);
  private static final int PIECE_BYTES = 64 << 10;

  private final Supplier<ChangeReader> readers;
  private final AppliedView view;
  private final Values values;
  private final EventStream client;
  private final String listing;
  private final ChangeTokens tokens;
  private final ChangeEvents events;
  private final Duration heartbeat;
  private final MonotonicClock clock;
  private final ChangeMetrics metrics;
  private volatile boolean clientGone;
  private volatile boolean draining;
  private boolean begun;
  private FeedPosition sent;
  private long sentNanos;

  /** A change and the value to tell with it. */
  record Told(LoggedChange change, Json value) {}

  /**
   * @param from where it begins
   * @param readers makes what reads from there
   * @param tokens for the ids of events
   * @param listing where the names of the feed's namespace are, for when it can't go on
   */
  Feed(
      FeedPosition from,
      Supplier<ChangeReader> readers,
      AppliedView view,
      Values values,
      EventStream client,
      ChangeTokens tokens,
      String listing,
      Duration heartbeat,
      MonotonicClock clock,
      ChangeMetrics metrics) {
    this.readers = readers;
    this.view = view;
    this.values = values;
    this.client = client;
    this.tokens = tokens;
    this.events = new ChangeEvents(tokens);
    this.listing = listing;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.metrics = metrics;
    sent = from;
  }

  /** The client is gone: ends soon. From any thread. */
  void clientGone() {
    clientGone = true;
  }

  /** Ends the answer soon, so that its client goes elsewhere. From any thread. */
  void drain() {
    draining = true;
  }

  @Override
  public void run() {
    End end = End.FAILED;
    try (ChangeReader reader = readers.get()) {
      end = tell(reader);
    } catch (ClosedException e) {
      end = End.CLIENT;
    } catch (TimeoutException e) {
      end = End.SLOW;
      client.abort();
    } catch (ChangesGoneException e) {
      end = End.GONE;
      gone(String.valueOf(e.getMessage()));
    } catch (ChangesUnavailableException e) {
      log.atDebug().setCause(e).log("feed ends: logs can't be read");
      fail(ChangesProblems.unavailable());
    } catch (InterruptedException e) {
      client.abort();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("feed failed");
      fail(CommonProblems.internal("feed"));
    } finally {
      metrics.ended(end);
    }
  }

  private End tell(ChangeReader reader)
      throws ClosedException, TimeoutException, InterruptedException {
    while (true) {
      if (clientGone) {
        return End.CLIENT;
      }
      if (draining) {
        client.end();
        return End.DRAIN;
      }
      Applied applied = view.current().orElseThrow();
      List<LoggedChange> changes = reader.poll(applied, begun ? POLL : Duration.ZERO);
      if (!begun) {
        client.begin(events.standing(sent));
        begun = true;
        sentNanos = clock.nanos();
      }
      if (changes.isEmpty()) {
        sent = reader.position();
        heartbeat();
      } else {
        tell(changes);
      }
    }
  }

  private void tell(List<LoggedChange> changes)
      throws ClosedException, TimeoutException, InterruptedException {
    List<Json> read = null;
    while (read == null) {
      if (clientGone || draining) {
        return;
      }
      try {
        read = values.read(changes);
      } catch (ViewUnavailableException e) {
        heartbeat();
        Thread.sleep(VIEW_RETRY);
      }
    }
    Buffer piece = Buffer.buffer();
    int inPiece = 0;
    for (int i = 0; i < changes.size(); i++) {
      events.append(piece, new Told(changes.get(i), read.get(i)));
      inPiece++;
      if (piece.length() >= PIECE_BYTES || i == changes.size() - 1) {
        write(piece, changes.get(i).after());
        metrics.sent(inPiece);
        piece = Buffer.buffer();
        inPiece = 0;
      }
    }
  }

  private void heartbeat() throws ClosedException, TimeoutException, InterruptedException {
    if (clock.nanos() - sentNanos >= heartbeat.toNanos()) {
      write(events.standing(sent), sent);
    }
  }

  private void write(Buffer piece, FeedPosition after)
      throws ClosedException, TimeoutException, InterruptedException {
    client.write(piece);
    sent = after;
    sentNanos = clock.nanos();
  }

  private void gone(String why) {
    Applied applied = view.current().orElseThrow();
    Problem problem = ChangesProblems.gone(why, listing, tokens.of(applied.position()));
    if (!begun) {
      client.refuse(problem);
      return;
    }
    try {
      client.write(ChangeEvents.gone(problem.toBuffer().toString()));
      client.end();
    } catch (ClosedException | TimeoutException | InterruptedException e) {
      client.abort();
    }
  }

  private void fail(Problem problem) {
    if (begun) {
      client.abort();
    } else {
      client.refuse(problem);
    }
  }
}
