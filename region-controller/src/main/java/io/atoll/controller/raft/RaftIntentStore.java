package io.atoll.controller.raft;

import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentCommand;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.controller.intent.IntentStore;
import io.atoll.controller.intent.NoMajorityException;
import io.atoll.controller.wire.IntentJson;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.MonotonicClock;
import io.atoll.runtime.admin.Readiness;
import io.atoll.runtime.app.Service;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.RaftLeaderException;
import org.jgroups.raft.RaftHandle;
import org.jgroups.util.ExtendedUUID;
import org.jgroups.util.Util;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Intent kept by Raft among the controllers.
 *
 * <p>Starting never waits for others: intent is read from the own disk, and the others are joined
 * in the background, again and again until it succeeds (a member that died is refused until the
 * others have noticed its death). Whichever controller is asked, the command goes to the leader.
 */
public final class RaftIntentStore implements IntentStore, Service {
  /** A proposal that hasn't been accepted by then has found no majority. */
  public static final Duration PROPOSAL_MAX = Duration.ofSeconds(5);

  /** After this the log is replaced by a snapshot; thousands of commands. */
  public static final long LOG_BYTES_MAX = 1 << 20;

  /** Proposals are made by people; more at once than this is a mistake somewhere. */
  private static final int PROPOSALS_MAX = 32;

  private static final String CLUSTER = "atoll-intent";
  private static final Duration RETRY_AFTER = Duration.ofMillis(500);
  private static final Duration LEADER_POLL = Duration.ofMillis(50);

  private static final Logger log = LoggerFactory.getLogger(RaftIntentStore.class);

  private final RegionId self;
  private final List<RaftMember> members;
  private final Path directory;
  private final long logBytesMax;
  private final MonotonicClock clock;
  private final Consumer<Intent> onChange;
  private final Semaphore proposals = new Semaphore(PROPOSALS_MAX);
  private volatile @Nullable Joined joined;
  private volatile boolean led;
  private volatile boolean closed;
  private @Nullable Thread joiner;

  /** One life of the channel; a failed join spends it. */
  private record Joined(JChannel channel, RaftHandle handle, IntentMachine machine) {}

  /**
   * @param directory where log and snapshot are kept
   * @param onChange told of every change, in order, on Raft's thread: must be quick
   */
  public RaftIntentStore(
      RegionId self,
      List<RaftMember> members,
      Path directory,
      long logBytesMax,
      MonotonicClock clock,
      Consumer<Intent> onChange) {
    this.self = self;
    this.members = List.copyOf(members);
    this.directory = directory;
    this.logBytesMax = logBytesMax;
    this.clock = clock;
    this.onChange = onChange;
  }

  @Override
  public String name() {
    return "intent";
  }

  /** Begins to join the others; done at once. */
  @Override
  public synchronized Future<Void> start() {
    joiner = Thread.ofVirtual().name("intent-join").start(this::joinUntilDone);
    return Future.succeededFuture();
  }

  /**
   * Ready once it has joined a majority; being cut off later makes it no less ready to serve what
   * it knows.
   */
  public Readiness readiness() {
    Joined now = joined;
    String stopped = now == null ? null : now.machine.stopped();
    if (stopped != null) {
      return Readiness.no(stopped);
    }
    led = led || leader().isPresent();
    return Readiness.of(led, "not in touch with a majority of controllers since the start");
  }

  @Override
  public Intent current() {
    Joined now = joined;
    return now == null ? Intent.EMPTY : now.machine.intent();
  }

  @Override
  public Optional<RegionId> leader() {
    Joined now = joined;
    return now == null ? Optional.empty() : region(now.handle.leader());
  }

  /** How many controllers, this one among them, are in touch with each other. */
  public int view() {
    Joined now = joined;
    View view = now == null ? null : now.channel.view();
    return view == null ? 0 : view.size();
  }

  @Override
  public CompletionStage<IntentOutcome> propose(IntentCommand command) {
    CompletableFuture<IntentOutcome> outcome = new CompletableFuture<>();
    if (!proposals.tryAcquire()) {
      outcome.completeExceptionally(
          new NoMajorityException(
              "%d changes of intent are waiting already; ask again later"
                  .formatted(PROPOSALS_MAX)));
      return outcome;
    }
    byte[] bytes = IntentJson.command(command).toBuffer().getBytes();
    Thread.ofVirtual()
        .name("intent-propose")
        .start(() -> {
          try {
            outcome.complete(IntentJson.outcome(Buffer.buffer(send(bytes)).toJsonObject()));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            outcome.completeExceptionally(e);
          } catch (Exception e) {
            outcome.completeExceptionally(e);
          } finally {
            proposals.release();
          }
        });
    return outcome;
  }

  private byte[] send(byte[] command) throws NoMajorityException, InterruptedException {
    long deadline = clock.nanos() + PROPOSAL_MAX.toNanos();
    String obstacle = "this controller has not joined the others yet";
    for (long left = PROPOSAL_MAX.toNanos(); left > 0; left = deadline - clock.nanos()) {
      Joined now = joined;
      if (now != null) {
        try {
          return now.handle.setAsync(command, 0, command.length).get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          obstacle = "no majority confirmed it";
        } catch (RaftLeaderException | IllegalStateException e) {
          obstacle = "there is no leader";
        } catch (ExecutionException e) {
          obstacle = String.valueOf(e.getCause());
        } catch (Exception e) {
          obstacle = e.toString();
        }
      }
      Thread.sleep(LEADER_POLL);
    }
    throw new NoMajorityException(
        "intent could not be changed within %d s: %s"
            .formatted(PROPOSAL_MAX.toSeconds(), obstacle));
  }

  private void joinUntilDone() {
    while (!closed) {
      try {
        join();
        return;
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        log.atDebug().setCause(e).log("joining the other controllers failed, trying again");
      }
      try {
        Thread.sleep(RETRY_AFTER);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void join() throws Exception {
    JChannel channel = RaftStack.channel(self, members, directory, logBytesMax);
    IntentMachine machine = new IntentMachine(onChange);
    Joined attempt = new Joined(channel, new RaftHandle(channel, machine), machine);
    joined = attempt;
    try {
      channel.connect(CLUSTER);
    } catch (Exception e) {
      channel.close();
      throw e;
    }
    if (closed) {
      channel.close();
    }
  }

  /** Leaves the others; what was agreed on stays on disk. Blocks until it has. */
  @Override
  public Future<Void> stop() {
    closed = true;
    Thread thread;
    synchronized (this) {
      thread = joiner;
    }
    if (thread != null) {
      thread.interrupt();
    }
    Joined now = joined;
    if (now != null) {
      now.channel.close();
    }
    return Future.succeededFuture();
  }

  private static Optional<RegionId> region(@Nullable Address address) {
    if (address instanceof ExtendedUUID uuid) {
      byte[] name = uuid.get(RAFT.raft_id_key);
      return name == null ? Optional.empty() : Optional.of(RegionId.of(Util.bytesToString(name)));
    }
    return Optional.empty();
  }
}
