package io.atoll.edge.shared;

import io.atoll.core.operation.Bytes;
import io.atoll.edge.cache.Standing;
import io.atoll.edge.http.Field;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.ResponseHead;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands under a name in Redis: a letter for what it is, the version, which names this very
 * record, and the rest. Scripts look at the first two.
 */
sealed interface SharedRecord {
  /** Of every version, in characters. */
  int VERSION_LENGTH = 32;

  int FORMAT = 1;

  String version();

  /** The URI's answers vary by these fields; each has a name of its own. */
  record Varies(String version, List<String> names) implements SharedRecord {
    public Varies {
      names = List.copyOf(names);
    }
  }

  /** The URI's answers are each for one alone. */
  record Alone(String version) implements SharedRecord {}

  /**
   * What is known of an answer beside its body.
   *
   * @param ageMillis when this was written
   * @param edge that asked for it
   * @param askedMillis by that edge's clock
   */
  record About(
      ResponseHead head,
      long lifetimeSeconds,
      long ageMillis,
      String edge,
      long askedMillis,
      Standing standing) {}

  /**
   * An answer.
   *
   * @param ttlMillis what Redis was told; what is left of it says how long ago that was, whatever
   *     the clocks of edges say
   * @param bodyLength in bytes
   * @param bodyDigest names the chunks; empty: the body is in here
   */
  record Answer(
      String version, long ttlMillis, About about, long bodyLength, String bodyDigest, Bytes body)
      implements SharedRecord {}

  /**
   * An answer whose body comes; stands in its lease.
   *
   * @param version token of the lease
   * @param bodyLength in bytes, or {@link Stored.Body#UNKNOWN}
   * @param names of the fields it varies by
   * @param variant the name of the variant that it is
   */
  record Coming(String version, About about, long bodyLength, List<String> names, String variant)
      implements SharedRecord {
    public Coming {
      names = List.copyOf(names);
    }
  }

  /** As it is stored. */
  static byte[] encode(SharedRecord record) {
    ByteWriter out =
        new ByteWriter(
            record instanceof Answer answer ? 1_024 + answer.body.size() : VERSION_LENGTH + 256);
    out.int8(letter(record));
    for (byte next : record.version().getBytes(StandardCharsets.US_ASCII)) {
      out.int8(next);
    }
    out.int8(FORMAT);
    switch (record) {
      case Alone _ -> {
        // Nothing more to say.
      }
      case Varies varies -> {
        out.variable(varies.names.size());
        varies.names.forEach(out::text);
      }
      case Answer answer -> {
        out.variable(answer.ttlMillis);
        write(out, answer.about);
        out.variable(answer.bodyLength).text(answer.bodyDigest).bytes(answer.body);
      }
      case Coming coming -> {
        write(out, coming.about);
        out.int64(coming.bodyLength).variable(coming.names.size());
        coming.names.forEach(out::text);
        out.text(coming.variant);
      }
    }
    return out.toBytes();
  }

  private static char letter(SharedRecord record) {
    return switch (record) {
      case Alone _ -> 'A';
      case Varies _ -> 'V';
      case Answer _ -> 'E';
      case Coming _ -> 'C';
    };
  }

  private static void write(ByteWriter out, About about) {
    out.variable(about.lifetimeSeconds)
        .variable(about.ageMillis)
        .text(about.edge)
        .int64(about.askedMillis)
        .text(about.standing.run())
        .variable(about.standing.partitions());
    for (int partition = 0; partition < about.standing.partitions(); partition++) {
      out.variable(about.standing.sequence(partition));
    }
    List<Field> fields = about.head.fields().all();
    out.variable(about.head.status()).variable(fields.size());
    fields.forEach(field -> out.text(field.name()).text(field.value()));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws UnreadableException if it is anything else, such as of another version of the edge
   */
  static SharedRecord decode(byte[] bytes) {
    ByteReader in = new ByteReader("shared answer", bytes);
    int letter = in.int8();
    StringBuilder name = new StringBuilder(VERSION_LENGTH);
    for (int i = 0; i < VERSION_LENGTH; i++) {
      name.append((char) in.int8());
    }
    String version = name.toString();
    in.version(FORMAT);
    SharedRecord record =
        switch (letter) {
          case 'A' -> new Alone(version);
          case 'V' -> new Varies(version, names(in));
          case 'E' ->
              new Answer(version, in.variable(), about(in), in.variable(), in.text(), in.bytes());
          case 'C' -> new Coming(version, about(in), in.int64(), names(in), in.text());
          default -> throw in.damaged("its first byte is %d".formatted(letter));
        };
    in.end();
    return record;
  }

  private static List<String> names(ByteReader in) {
    List<String> names = new ArrayList<>();
    for (int left = in.count("names"); left > 0; left--) {
      names.add(in.text());
    }
    return names;
  }

  private static About about(ByteReader in) {
    long lifetimeSeconds = in.variable();
    long ageMillis = in.variable();
    String edge = in.text();
    long askedMillis = in.int64();
    String run = in.text();
    List<Long> sequences = new ArrayList<>();
    for (int left = in.count("partitions"); left > 0; left--) {
      sequences.add(in.variable());
    }
    int status = in.count("status");
    List<Field> fields = new ArrayList<>();
    for (int left = in.count("fields"); left > 0; left--) {
      fields.add(new Field(in.text(), in.text()));
    }
    return new About(
        new ResponseHead(status, new FieldList(fields)),
        lifetimeSeconds,
        ageMillis,
        edge,
        askedMillis,
        new Standing(run, sequences.stream().mapToLong(Long::longValue).toArray()));
  }
}
