package io.atoll.cli.platform;

import io.atoll.cli.Failure;
import io.atoll.parts.RedisBinary;
import io.atoll.runtime.net.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What must be so before a platform can start. Each problem names what is in the way and the way
 * out.
 */
final class Preflight {
  private static final int JAVA = 25;
  private static final int SHOWN_MAX = 5;

  /** Measured: what a region takes when all is quiet, and a third more for work. */
  private static final long REGION_MEGABYTES = 1400;

  private static final long SUPERVISOR_MEGABYTES = 200;
  private static final int REDIS_SECONDS_MAX = 5;

  private Preflight() {}

  /**
   * @throws Failure with the first group of problems
   */
  static void check(Blueprint blueprint) {
    checkSystem();
    checkRedis();
    checkAddresses(Listeners.of(blueprint.topology(), blueprint.routes()));
    checkMemory(blueprint.topology().regions().size());
  }

  private static void checkSystem() {
    if (Runtime.version().feature() < JAVA) {
      throw Failure.failed(
          "this is Java %s; Atoll needs a JDK %d. Install one, or set JAVA_HOME to it"
              .formatted(Runtime.version(), JAVA));
    }
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      throw Failure.failed(
          "'%s' has no /proc; the platform on one machine needs Linux"
              .formatted(System.getProperty("os.name")));
    }
  }

  private static void checkRedis() {
    Path binary;
    try {
      binary = RedisBinary.find();
    } catch (IllegalStateException e) {
      throw Failure.failed(String.valueOf(e.getMessage()));
    }
    try {
      Process version =
          new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
      String said =
          new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = version.waitFor(REDIS_SECONDS_MAX, TimeUnit.SECONDS);
      if (!ended || version.exitValue() != 0) {
        version.destroyForcibly();
        throw Failure.failed(
            "%s does not run (%s). Install a redis-server that does (Debian: apt-get install redis-server)"
                .formatted(binary, said));
      }
    } catch (IOException e) {
      throw Failure.failed(
          "%s can't be run: %s. Install redis-server (Debian: apt-get install redis-server)"
              .formatted(binary, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.failed("interrupted");
    }
  }

  private static void checkAddresses(Listeners listeners) {
    List<String> problems = new ArrayList<>();
    listeners.tcp().forEach(address -> tcpProblem(address).ifPresent(problems::add));
    listeners.udp().forEach(address -> udpProblem(address).ifPresent(problems::add));
    if (problems.isEmpty()) {
      return;
    }
    List<String> shown = problems.stream().distinct().limit(SHOWN_MAX).toList();
    long more = problems.stream().distinct().count() - shown.size();
    throw Failure.failed(
        String.join("\n       ", shown)
            + (more > 0 ? "\n       and %d more like these".formatted(more) : ""));
  }

  private static Optional<String> tcpProblem(HostPort address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(ip(address), address.port()));
      return Optional.empty();
    } catch (BindException e) {
      return Optional.of(inTheWay(address, e));
    } catch (IOException e) {
      return Optional.of("%s can't be listened on: %s".formatted(address, e.getMessage()));
    }
  }

  private static Optional<String> udpProblem(HostPort address) {
    try (DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(ip(address), address.port()))) {
      return socket.isBound() ? Optional.empty() : Optional.of(address + " can't be bound");
    } catch (BindException e) {
      return Optional.of(inTheWay(address, e));
    } catch (IOException e) {
      return Optional.of("%s can't be listened on: %s".formatted(address, e.getMessage()));
    }
  }

  private static InetAddress ip(HostPort address) {
    return InetAddress.ofLiteral(address.host());
  }

  private static String inTheWay(HostPort address, BindException e) {
    if (String.valueOf(e.getMessage()).contains("assign")) {
      return "%s is not an address of this machine; Linux has all of 127.0.0.0/8 on its loopback interface, so look at: ip addr show lo"
          .formatted(address.host());
    }
    return PortOwner.of(address)
        .map(owner ->
            owner
                .platform()
                .map(data ->
                    "the platform in %s is in the way. Stop it: ./atoll down --data %s"
                        .formatted(data, data))
                .orElseGet(() ->
                    "%s is taken by %s. Stop it: kill %d".formatted(address, owner, owner.pid())))
        .orElseGet(() ->
            "%s is taken by a process that can't be seen from here. Find it: sudo ss -ltnup 'sport = :%d'"
                .formatted(address, address.port()));
  }

  private static void checkMemory(int regions) {
    long needed = regions * REGION_MEGABYTES + SUPERVISOR_MEGABYTES;
    long available = Math.min(systemMegabytes(), containerMegabytes());
    if (available < needed) {
      throw Failure.failed(
          "%d regions need about %d MiB of memory; %d MiB are available. Close other programs%s"
              .formatted(
                  regions,
                  needed,
                  available,
                  regions > 1 ? ", or start fewer regions: ./atoll up --regions 1" : ""));
    }
  }

  private static long systemMegabytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) >> 10)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  /** What a container may still take (cgroup v2); without a limit, everything. */
  private static long containerMegabytes() {
    try {
      Path cgroup = Path.of("/sys/fs/cgroup");
      String max = Files.readString(cgroup.resolve("memory.max")).strip();
      if (max.equals("max")) {
        return Long.MAX_VALUE;
      }
      long used = Long.parseLong(Files.readString(cgroup.resolve("memory.current")).strip());
      // Cached files make way when memory is asked for.
      long cached =
          Files.readAllLines(cgroup.resolve("memory.stat")).stream()
              .filter(line -> line.startsWith("inactive_file "))
              .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
              .sum();
      return (Long.parseLong(max) - used + cached) >> 20;
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}
