package io.atoll.cli.platform;

import io.atoll.cli.Api;
import io.atoll.cli.PlatformFile;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * A platform that a test starts as a user does: by the command, in processes of their own; on
 * addresses beside those of a platform that may be running here.
 */
final class RunningPlatform {
  /** Beside the usual one. */
  static final AddressPlan PLAN = new AddressPlan(AddressPlan.STEP);

  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final int SUBNET_BITS = 24;

  private final Path data;
  private final long began = System.nanoTime();

  RunningPlatform(Path data) {
    this.data = data;
  }

  /** What an edge answered. */
  record Answer(int status, String body) {}

  /** Runs the command to its end, and prints what it prints. */
  int atoll(Duration max, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Datoll.home=" + System.getProperty("atoll.home"));
    command.addAll(List.of("-cp", System.getProperty("atoll.lib") + "/*", "io.atoll.cli.Main"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--data", data.toString()));
    say("$ atoll " + String.join(" ", arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    Thread.ofVirtual().start(() -> print(process));
    if (!process.waitFor(max.toSeconds(), TimeUnit.SECONDS)) {
      process.destroy();
      throw new AssertionError(
          "'atoll %s' did not end within %d s"
              .formatted(String.join(" ", arguments), max.toSeconds()));
    }
    return process.exitValue();
  }

  private void print(Process process) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(line -> say("  " + line));
    } catch (IOException | UncheckedIOException e) {
      say("  (its output ended: %s)".formatted(e.getMessage()));
    }
  }

  /** A line for whoever watches the test. */
  void say(String line) {
    System.out.printf("[%5.1f s] %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  /** Says what is waited for, waits, and says how long it took. */
  Duration await(String what, Duration max, CheckedCondition condition) {
    say("waiting for: %s (at most %d s)".formatted(what, max.toSeconds()));
    long start = System.nanoTime();
    Eventually.holds(what, max, () -> condition.holdsOrFails());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    say("  after %d ms".formatted(took.toMillis()));
    return took;
  }

  /** One whose exceptions mean "not yet". */
  @FunctionalInterface
  interface CheckedCondition {
    boolean holds() throws Exception;

    default boolean holdsOrFails() {
      try {
        return holds();
      } catch (Exception e) {
        return false;
      }
    }
  }

  Answer put(int region, int edge, String key, String value) throws IOException {
    return call("PUT", region, edge, key, value);
  }

  Answer get(int region, int edge, String key) throws IOException {
    return call("GET", region, edge, key, "");
  }

  private static Answer call(String method, int region, int edge, String key, String body)
      throws IOException {
    URI uri =
        URI.create(
            "http://%s/v1/kv/%s".formatted(PLAN.at(region, edge, AddressPlan.DATA_PORT), key));
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(ANSWER_MAX.toMillis()));
    connection.setReadTimeout(Math.toIntExact(ANSWER_MAX.toMillis()));
    connection.setRequestMethod(method);
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "text/plain");
      connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    try (var in = status >= 400 ? connection.getErrorStream() : connection.getInputStream()) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(status, text);
    }
  }

  /** Which regions (by index) the service's addresses are in, for users of this /24. */
  static Set<Integer> regionsFor(String subnet, String server) throws IOException {
    SimpleResolver resolver = new SimpleResolver(InetAddress.ofLiteral(server));
    resolver.setPort(AddressPlan.DNS_PORT);
    resolver.setTimeout(Duration.ofSeconds(2));
    resolver.setEDNS(
        0, 1232, 0, List.of(new ClientSubnetOption(SUBNET_BITS, InetAddress.ofLiteral(subnet))));
    Name name = Name.fromString("%s.%s.".formatted(DnsZone.SERVICE, DnsZone.APEX));
    Message answer = resolver.send(Message.newQuery(Record.newRecord(name, Type.A, DClass.IN)));
    return answer.getSection(Section.ANSWER).stream()
        .filter(ARecord.class::isInstance)
        .map(record -> ((ARecord) record).getAddress().getAddress()[2])
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static String nameServer(int region) {
    return PLAN.host(region, AddressPlan.DNS);
  }

  static String relay() {
    return PLAN.dnsRelay().host();
  }

  /** The supervisor's API, with the operator's token. */
  Api supervisor() {
    PlatformFile platform = PlatformFile.read(data);
    return new Api(platform.supervisor(), platform.token().orElseThrow(), ANSWER_MAX);
  }

  JsonObject nodes() throws IOException {
    return supervisor().get("/v1/nodes").orFail();
  }

  /** Command lines of all processes that have to do with this platform, this test's own aside. */
  List<String> processes() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(process -> process.pid() != ProcessHandle.current().pid())
          .map(process -> commandLine(process.pid()))
          .filter(this::isOurs)
          .toList();
    }
  }

  private boolean isOurs(String commandLine) {
    return commandLine.contains(data.toString())
        || (commandLine.contains("redis-server")
            && commandLine.contains("127.%d.".formatted(PLAN.net())));
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }
}
