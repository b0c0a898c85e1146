package io.atoll.cli.platform;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a process is: its main class, how much memory it may take, and how its JVM compiles. The
 * heaps leave an idle platform room to be broken and loaded by hand and by drills, not for
 * production traffic.
 */
enum Role {
  KAFKA("io.atoll.parts.BrokerMain", 256, Compiler.QUICK),
  /** Not a JVM; its bound is in its command line. */
  REDIS("", 0, Compiler.QUICK),
  CONTROLLER("io.atoll.controller.ControllerMain", 96, Compiler.QUICK),
  DNS("io.atoll.dns.DnsMain", 128, Compiler.QUICK),
  REPLICATOR("io.atoll.replication.ReplicatorMain", 192, Compiler.QUICK),
  /** Holds an L1 of 64 MiB, and is what users wait for. */
  EDGE("io.atoll.edge.EdgeMain", 192, Compiler.FULL),
  /** A customer's web server, to have one to cache. */
  SHOP("io.atoll.cli.shop.ShopMain", 24, Compiler.QUICK);

  /** How far code is compiled: quickly, or also well. */
  enum Compiler {
    /** C1 only: less CPU at start and less memory, at about half the speed. */
    QUICK,
    /** Also C2, but only of what is used ten times as often as by default: not during the start. */
    FULL;

    private List<String> flags() {
      return switch (this) {
        case QUICK -> List.of("-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=40m");
        case FULL ->
            List.of(
                "-XX:ReservedCodeCacheSize=80m",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000");
      };
    }
  }

  private final String mainClass;
  private final int heapMegabytes;
  private final Compiler compiler;

  Role(String mainClass, int heapMegabytes, Compiler compiler) {
    this.mainClass = mainClass;
    this.heapMegabytes = heapMegabytes;
    this.compiler = compiler;
  }

  String mainClass() {
    return mainClass;
  }

  /** The flags that differ from role to role. */
  List<String> flags() {
    return Stream.concat(Stream.of("-Xmx" + heapMegabytes + "m"), compiler.flags().stream())
        .toList();
  }
}
