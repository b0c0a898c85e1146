package io.atoll.runtime.app;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services started one after the other, and stopped in reverse order.
 *
 * <p>Each start is awaited before the next begins. A failed start stops what had been started. A
 * stop may come from another thread at any time, also while starting, and is done once.
 */
public final class Lifecycle {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final List<Service> services;
  private final Duration startMax;
  private final Duration stopMax;
  private final Deque<Service> started = new ArrayDeque<>();
  private boolean stopping;

  /**
   * @param startMax for each service
   * @param stopMax for all of them together
   */
  public Lifecycle(List<Service> services, Duration startMax, Duration stopMax) {
    this.services = List.copyOf(services);
    this.startMax = startMax;
    this.stopMax = stopMax;
  }

  /**
   * Starts them all; blocks until all have, one has failed, or {@link #stop} was called.
   *
   * @throws StartException naming the service that failed
   */
  public void start() {
    for (Service service : services) {
      synchronized (started) {
        if (stopping) {
          return;
        }
        started.push(service);
      }
      try {
        await(service.start(), startMax);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(service, "was interrupted while starting", e);
      } catch (TimeoutException e) {
        throw failed(service, "did not start within %d s".formatted(startMax.toSeconds()), e);
      } catch (ExecutionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        throw failed(service, "did not start: " + cause.getMessage(), cause);
      } catch (RuntimeException e) {
        throw failed(service, "did not start: " + e.getMessage(), e);
      }
      log.atDebug().addKeyValue("service", service.name()).log("started");
    }
  }

  private StartException failed(Service service, String what, Throwable cause) {
    stop();
    return new StartException(service.name() + " " + what, cause);
  }

  /**
   * Stops what was started, the last first; blocks until done or out of time.
   *
   * @return whether all stopped, in time and without error
   */
  public boolean stop() {
    synchronized (started) {
      stopping = true;
    }
    long deadline = System.nanoTime() + stopMax.toNanos();
    boolean clean = true;
    for (Service service = next(); service != null; service = next()) {
      clean &= stop(service, deadline);
    }
    return clean;
  }

  private @Nullable Service next() {
    synchronized (started) {
      return started.poll();
    }
  }

  private boolean stop(Service service, long deadline) {
    try {
      // Even when time is up each is told, so that it can at least begin to let go.
      await(service.stop(), Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException e) {
      log.atWarn()
          .addKeyValue("service", service.name())
          .log("did not stop within the {} s all services have", stopMax.toSeconds());
      return false;
    } catch (ExecutionException | RuntimeException e) {
      log.atWarn().addKeyValue("service", service.name()).setCause(e).log("did not stop cleanly");
      return false;
    }
  }

  private static void await(Future<Void> future, Duration max)
      throws InterruptedException, TimeoutException, ExecutionException {
    future.toCompletionStage().toCompletableFuture().get(max.toNanos(), TimeUnit.NANOSECONDS);
  }
}
