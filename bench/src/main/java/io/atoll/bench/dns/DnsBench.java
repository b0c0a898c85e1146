package io.atoll.bench.dns;

import io.atoll.bench.JavaProcess;
import io.atoll.bench.Machine;
import io.atoll.bench.Rounds;
import io.atoll.bench.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Prints how Atoll's name server compares with gdnsd and Knot: {@code [rounds] [seconds]}. */
final class DnsBench {
  private static final int ROUNDS = 3;
  private static final int SECONDS = 5;

  /** Long enough for a JIT compiler to have seen the queries; every contestant gets it. */
  private static final int WARM_UP_SECONDS = 6;

  private static final int START_TRIES = 200;
  private static final long START_PAUSE_MILLIS = 50;

  /** A server that runs, and what its rounds gave. */
  private record Entrant(
      NameServer server, JavaProcess process, Path queries, List<Load.Result> results) {
    Load.Result load(int seconds) throws IOException, InterruptedException {
      return new Load(queries, seconds).run(process, server.port());
    }
  }

  private DnsBench() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : ROUNDS;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : SECONDS;
    Path directory = Files.createTempDirectory("atoll-bench-dns");
    System.err.println("logs and data are in " + directory);
    List<Entrant> entrants = new ArrayList<>();
    try {
      for (NameServer server :
          List.of(new Gdnsd(5391), new Knot(5392), new Atoll(5393, false), new Atoll(5394, true))) {
        Path own = Files.createDirectories(directory.resolve(Integer.toString(server.port())));
        Path queries = Queries.write(directory, server.isSigned());
        Entrant entrant = new Entrant(server, server.start(own), queries, new ArrayList<>());
        entrants.add(entrant);
        awaitAnswer(server);
        entrant.load(WARM_UP_SECONDS);
      }
      for (int round = 1; round <= rounds; round++) {
        for (Entrant entrant : entrants) {
          Load.Result result = entrant.load(seconds);
          System.err.println("round %d, %s: %s".formatted(round, entrant.server.name(), result));
          entrant.results.add(result);
        }
      }
    } finally {
      entrants.forEach(entrant -> entrant.process.close());
    }
    print(entrants, rounds, seconds);
  }

  /** A server that answers wrongly is not measured. */
  private static void awaitAnswer(NameServer server) throws InterruptedException, IOException {
    SimpleResolver client = new SimpleResolver(NameServer.HOST);
    client.setPort(server.port());
    Record question =
        Record.newRecord(Name.fromConstantString("www." + Queries.ZONE), Type.A, DClass.IN);
    for (int i = 0; i < START_TRIES; i++) {
      try {
        Message answer = client.send(Message.newQuery(question));
        if (answer.getSection(Section.ANSWER).size() == 2) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(START_PAUSE_MILLIS);
      }
    }
    throw new IllegalStateException(
        "%s does not answer with two addresses; see its log".formatted(server.name()));
  }

  private static void print(List<Entrant> entrants, int rounds, int seconds) {
    System.out.println(Machine.description());
    System.out.printf(
        "%d rounds of %d s, interleaved; dnsperf shares the cores%n%n", rounds, seconds);
    Table table =
        new Table("median (rounds)", "queries/s", "to gdnsd", "CPU, us/query", "to gdnsd", "lost");
    List<Load.Result> peer = entrants.getFirst().results;
    for (Entrant entrant : entrants) {
      List<Load.Result> own = entrant.results;
      table.row(
          entrant.server.name(),
          rounds(own, Load.Result::perSecond).text("%.0f"),
          ratio(own, peer, Load.Result::perSecond),
          rounds(own, Load.Result::cpuMicros).text("%.2f"),
          ratio(own, peer, Load.Result::cpuMicros),
          Long.toString(own.stream().mapToLong(Load.Result::lost).sum()));
    }
    System.out.println(table);
  }

  private static String ratio(
      List<Load.Result> own, List<Load.Result> peer, ToDoubleFunction<Load.Result> quantity) {
    return "%.2f".formatted(rounds(own, quantity).median() / rounds(peer, quantity).median());
  }

  private static Rounds rounds(List<Load.Result> results, ToDoubleFunction<Load.Result> quantity) {
    return new Rounds(results.stream().map(quantity::applyAsDouble).toList());
  }
}
