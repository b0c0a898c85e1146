package io.atoll.replication.announce;

import io.atoll.core.operation.Key;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Watermark;
import io.atoll.replication.announce.Visible.Verdict;
import io.atoll.replication.cell.Outcome;
import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import io.atoll.replication.log.WatermarkCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages' bytes.
 *
 * <pre>
 * drops:  version (1)  count, each: partition, run id text, sequence, count of keys, each: text
 * news:   version (2)  count, each: partition, run id text, incarnation text, watermark, sequence,
 *         count of verdicts, each: offset, outcome text, effective int64
 * </pre>
 */
public final class AnnouncementCodec {
  static final int VERSION = 1;
  static final int NEWS_VERSION = 2;

  private AnnouncementCodec() {}

  public static byte[] drops(List<Drop> drops) {
    ByteWriter out = new ByteWriter(1024).int8(VERSION).variable(drops.size());
    for (Drop drop : drops) {
      out.variable(drop.partition())
          .text(drop.runId())
          .variable(drop.sequence())
          .variable(drop.keys().size());
      drop.keys().forEach(key -> out.text(key.toString()));
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #drops} wrote.
   *
   * @throws UnreadableException if the bytes are of another version, or damaged
   */
  public static List<Drop> drops(byte[] bytes) {
    ByteReader in = new ByteReader("drop", bytes).version(VERSION);
    List<Drop> drops = new ArrayList<>();
    for (int left = in.count("drops"); left > 0; left--) {
      int partition = in.count("partitions");
      String runId = in.text();
      long sequence = in.variable();
      List<Key> keys = new ArrayList<>();
      for (int more = in.count("keys"); more > 0; more--) {
        keys.add(key(in));
      }
      drops.add(new Drop(partition, runId, sequence, keys));
    }
    in.end();
    return drops;
  }

  private static Key key(ByteReader in) {
    String text = in.text();
    try {
      return Key.parse(text);
    } catch (IllegalArgumentException e) {
      throw in.damaged(String.valueOf(e.getMessage()));
    }
  }

  public static byte[] news(List<Visible> news) {
    ByteWriter out = new ByteWriter(1024).int8(NEWS_VERSION).variable(news.size());
    for (Visible visible : news) {
      out.variable(visible.partition()).text(visible.runId()).text(visible.log().toString());
      WatermarkCodec.write(out, visible.watermark());
      out.variable(visible.sequence()).variable(visible.verdicts().size());
      for (Verdict verdict : visible.verdicts()) {
        out.variable(verdict.offset())
            .text(verdict.outcome().name())
            .int64(verdict.effective().packed());
      }
    }
    return out.toBytes();
  }

  /**
   * Reads what {@link #news} wrote.
   *
   * @throws UnreadableException if the bytes are of another version, or damaged
   */
  public static List<Visible> news(byte[] bytes) {
    ByteReader in = new ByteReader("news of what is visible", bytes).version(NEWS_VERSION);
    List<Visible> news = new ArrayList<>();
    for (int left = in.count("news"); left > 0; left--) {
      int partition = in.count("partitions");
      String runId = in.text();
      IncarnationId log = in.incarnation();
      Watermark watermark = WatermarkCodec.read(in);
      long sequence = in.variable();
      List<Verdict> verdicts = new ArrayList<>();
      for (int more = in.count("verdicts"); more > 0; more--) {
        verdicts.add(new Verdict(in.variable(), outcome(in), in.timestamp()));
      }
      news.add(new Visible(partition, runId, log, watermark, sequence, verdicts));
    }
    in.end();
    return news;
  }

  private static Outcome outcome(ByteReader in) {
    String text = in.text();
    try {
      return Outcome.valueOf(text);
    } catch (IllegalArgumentException e) {
      throw in.damaged("'%s' is no outcome".formatted(text));
    }
  }
}
