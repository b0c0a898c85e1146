package io.atoll.bench.compression;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Documents of 1 KB as applications write them: the same members in each, values that repeat often,
 * seldom or never.
 */
final class Documents {
  static final int BYTES = 1024;

  private static final List<String> NAMES =
      List.of("Ada", "Grace", "Edsger", "Barbara", "Leslie", "Radia", "Tony", "Frances");
  private static final List<String> CITIES =
      List.of("Lisbon", "Osaka", "Nairobi", "Boston", "Tromsø", "Quito", "Pune", "Hobart");
  private static final List<String> ACTIONS =
      List.of("viewed", "added-to-basket", "removed", "bought", "returned", "rated");

  private final Random random = new Random(1);

  /** One that differs from all others. */
  String next() {
    StringBuilder text = new StringBuilder(BYTES);
    text.append(
        "{\"id\":\"%s\",\"name\":\"%s\",\"city\":\"%s\",\"age\":%d,\"newsletter\":%b,\"balance\":%d.%02d,\"visits\":["
            .formatted(
                hex(16),
                one(NAMES),
                one(CITIES),
                18 + random.nextInt(70),
                random.nextBoolean(),
                random.nextInt(10_000),
                random.nextInt(100)));
    String end = "]}";
    long at = 1_760_000_000_000L + random.nextInt(1_000_000_000);
    String visit = visit(at);
    while (text.length() + visit.length() + end.length() < BYTES) {
      text.append(visit).append(',');
      at += random.nextInt(100_000);
      visit = visit(at);
    }
    text.setLength(text.length() - 1);
    return text.append(end).toString();
  }

  private String visit(long at) {
    return "{\"at\":%d,\"action\":\"%s\",\"product\":\"%s\",\"seconds\":%d}"
        .formatted(at, one(ACTIONS), hex(6), random.nextInt(300));
  }

  private String hex(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return HexFormat.of().formatHex(noise);
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
