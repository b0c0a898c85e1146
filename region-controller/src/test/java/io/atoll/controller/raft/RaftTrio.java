package io.atoll.controller.raft;

import io.atoll.controller.intent.Intent;
import io.atoll.core.region.RegionId;
import io.atoll.testkit.network.Wan;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Three members with a WAN between them, in this JVM or, to be killed, in one of their own. */
final class RaftTrio implements Closeable {
  static final RegionId A = RegionId.of("us-east");
  static final RegionId B = RegionId.of("eu-west");
  static final RegionId C = RegionId.of("ap-northeast");
  static final List<RegionId> ALL = List.of(A, B, C);

  final Wan wan;
  private final Path directory;
  private final long logBytesMax;
  private final Map<RegionId, InetSocketAddress> addresses = new TreeMap<>();
  private final Map<RegionId, List<RaftMember>> members = new TreeMap<>();
  private final Map<RegionId, RaftIntentStore> stores = new TreeMap<>();
  private final Map<RegionId, Process> processes = new TreeMap<>();

  RaftTrio(Path directory, Duration oneWay, long logBytesMax) {
    this.wan = new Wan(oneWay);
    this.directory = directory;
    this.logBytesMax = logBytesMax;
    for (int i = 0; i < ALL.size(); i++) {
      addresses.put(ALL.get(i), Wan.unused(Wan.loopback(127, 80, i + 1, 30)));
    }
    for (RegionId from : ALL) {
      List<RaftMember> seen = new ArrayList<>();
      addresses.forEach(
          (to, address) -> seen.add(new RaftMember(to, address, wan.via(from, to, address))));
      members.put(from, seen);
    }
  }

  RaftIntentStore start(RegionId region) {
    RaftIntentStore store =
        store(region, Objects.requireNonNull(members.get(region)), directory, logBytesMax);
    store.start();
    stores.put(region, store);
    return store;
  }

  static RaftIntentStore store(
      RegionId region, List<RaftMember> members, Path directory, long logBytesMax) {
    return new RaftIntentStore(
        region,
        members,
        directory.resolve(region.value()),
        logBytesMax,
        System::nanoTime,
        (Intent _) -> {});
  }

  RaftIntentStore store(RegionId region) {
    return Objects.requireNonNull(stores.get(region), region + " is not started here");
  }

  /** How many members each one that was started here is in touch with, itself included. */
  List<Integer> views() {
    return stores.values().stream().map(RaftIntentStore::view).toList();
  }

  void stop(RegionId region) {
    Objects.requireNonNull(stores.remove(region)).stop();
  }

  Process startProcess(RegionId region) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(RaftMemberProcess.class.getName(), region.value()));
    command.addAll(List.of(directory.toString(), Long.toString(logBytesMax)));
    Objects.requireNonNull(members.get(region))
        .forEach(member -> command.add(RaftMemberProcess.write(member)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.put(region, process);
    return process;
  }

  /** Waits until a member in a process of its own says that it is in touch with so many. */
  void awaitView(RegionId region, int size) throws IOException {
    BufferedReader output = Objects.requireNonNull(processes.get(region)).inputReader();
    String expected = Integer.toString(size);
    for (String line = output.readLine(); !expected.equals(line); line = output.readLine()) {
      if (line == null) {
        throw new AssertionError("member %s ended before its view was %d".formatted(region, size));
      }
    }
  }

  /** SIGKILL: no goodbye, no flush. */
  void kill(RegionId region) throws InterruptedException {
    Objects.requireNonNull(processes.remove(region)).destroyForcibly().waitFor();
  }

  @Override
  public void close() throws IOException {
    processes.values().forEach(Process::destroyForcibly);
    stores.values().forEach(RaftIntentStore::stop);
    wan.close();
  }
}
