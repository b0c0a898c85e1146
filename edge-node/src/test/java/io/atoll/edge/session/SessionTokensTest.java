package io.atoll.edge.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Bytes;
import io.atoll.core.position.IncarnationId;
import io.atoll.core.position.Position;
import io.atoll.core.position.Watermark;
import io.atoll.core.region.RegionId;
import io.atoll.core.time.HybridTimestamp;
import io.atoll.edge.session.SessionTokens.Opened;
import io.atoll.testkit.property.Any;
import io.atoll.testkit.property.Property;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
  private static final String KEY_1 = "A".repeat(43);
  private static final String KEY_2 = "B".repeat(42) + "A";
  private final Seal seal = seal(KEY_1);
  private final SessionTokens tokens = new SessionTokens(seal);

  private static Seal seal(String... keys) {
    return new Seal(keys(keys));
  }

  private static SessionKeys keys(String... keys) {
    return SessionKeys.parse(String.join("\n", keys));
  }

  private static Session session(RandomGenerator random) {
    Map<Integer, Watermark> seen = new TreeMap<>();
    for (int left = random.nextInt(6); left > 0; left--) {
      seen.put(random.nextInt(300), Any.watermark(random));
    }
    return new Session(Any.timestamp(random), seen);
  }

  private static Session opened(SessionTokens by, String token) {
    assertThat(by.open(token)).isInstanceOf(Opened.Valid.class);
    return ((Opened.Valid) by.open(token)).session();
  }

  @Test
  void aSessionComesBackFromItsToken() {
    Property.forAll(
        1,
        1_000,
        random -> {
          Session session = session(random);
          String token = tokens.seal(session).orElseThrow();
          assertThat(tokens.open(token)).isEqualTo(new Opened.Valid(session, true));
          assertThat(token).matches("[A-Za-z0-9_-]+");
        });
  }

  @Test
  void mergeIsAJoin() {
    Property.forAll(
        1,
        1_000,
        random -> {
          Session a = session(random);
          Session b = session(random);
          Session c = session(random);
          assertThat(a.merge(b)).isEqualTo(b.merge(a));
          assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
          assertThat(a.merge(a)).isEqualTo(a);
          assertThat(a.merge(Session.NONE)).isEqualTo(a);
          assertThat(a.isWithin(a.merge(b))).isTrue();
          assertThat(a.isWithin(b)).isEqualTo(a.merge(b).equals(b));
        });
  }

  @Test
  void everyFlippedBitIsRefused() {
    Property.forAll(
        1,
        20,
        random -> {
          String token = tokens.seal(session(random)).orElseThrow();
          for (int at = 0; at < token.length(); at++) {
            for (int bit = 0; bit < 7; bit++) {
              char flipped = (char) (token.charAt(at) ^ 1 << bit);
              String forged = token.substring(0, at) + flipped + token.substring(at + 1);
              assertThat(tokens.open(forged)).as(forged).isInstanceOf(Opened.Refused.class);
            }
          }
          byte[] bytes = Base64.getUrlDecoder().decode(token);
          for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            byte[] forged = bytes.clone();
            forged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
            assertThat(tokens.open(text)).isInstanceOf(Opened.Refused.class);
          }
        });
  }

  @Test
  void whatIsNoTokenIsRefused() {
    String token = tokens.seal(Session.NONE).orElseThrow();
    for (String text :
        new String[] {"", "x", "====", "ü", token + "A", token.substring(4), "A".repeat(9_000)}) {
      assertThat(tokens.open(text)).as(text).isInstanceOf(Opened.Refused.class);
    }
  }

  @Test
  void whatIsSealedForOneUseIsNotTakenForAnother() {
    Session session = Session.ofWrite(position(7), HybridTimestamp.of(5, 0));
    String token = tokens.seal(session).orElseThrow();
    Bytes content = ((Seal.Opened.Valid) seal.open(Seal.Use.SESSION, token)).content();

    String feed = String.valueOf(seal.seal(Seal.Use.CHANGES, content.unsafeArray()));

    assertThat(seal.open(Seal.Use.CHANGES, feed)).isEqualTo(new Seal.Opened.Valid(content, true));
    assertThat(tokens.open(feed)).isInstanceOf(Opened.Refused.class);
    assertThat(seal.open(Seal.Use.CHANGES, token)).isInstanceOf(Seal.Opened.Refused.class);
  }

  @Test
  void keysAreRotatedWithoutRefusingAnybody() {
    Seal eastern = seal(KEY_1);
    Seal western = seal(KEY_1);
    SessionTokens east = new SessionTokens(eastern);
    SessionTokens west = new SessionTokens(western);
    Session session = Session.ofWrite(position(7), HybridTimestamp.of(5, 0));
    String old = east.seal(session).orElseThrow();

    western.use(keys(KEY_1, KEY_2));
    eastern.use(keys("# the new one first", "", KEY_2, KEY_1));
    String fresh = east.seal(session).orElseThrow();

    assertThat(east.open(old)).isEqualTo(new Opened.Valid(session, false));
    assertThat(opened(west, old)).isEqualTo(session);
    assertThat(opened(west, fresh)).isEqualTo(session);
    assertThat(new SessionTokens(seal(KEY_1)).open(fresh))
        .isEqualTo(new Opened.Refused("its key is not one of this region's"));
  }

  @Test
  void aSightingIsSealedOnceForEveryKey() {
    Sighting sighting = new Sighting(Session.ofWrite(position(7), HybridTimestamp.of(5, 0)));
    String first = sighting.token(tokens);
    assertThat(sighting.token(tokens)).isSameAs(first);

    seal.use(keys(KEY_2));

    assertThat(sighting.token(tokens)).isNotEqualTo(first);
    assertThat(opened(tokens, String.valueOf(sighting.token(tokens))))
        .isEqualTo(sighting.session());
  }

  @Test
  void tokensAreBounded() {
    Session session = Session.NONE;
    for (int partition = 0; partition < 256; partition++) {
      for (String region : new String[] {"us-east", "eu-west", "ap-northeast"}) {
        IncarnationId log = new IncarnationId(RegionId.of(region), "kq3XbW0qQ7kq3XbW0qQ7xx");
        Watermark seen = Watermark.ZERO.advance(log, (1L << 28) - 1);
        session = session.merge(Session.ofRead(partition, seen, HybridTimestamp.ZERO));
      }
    }
    String token = tokens.seal(session).orElseThrow();
    assertThat(token.length()).isLessThanOrEqualTo(Seal.LENGTH_MAX);
    assertThat(opened(tokens, token)).isEqualTo(session);

    for (int partition = 0; partition < 256; partition++) {
      IncarnationId log = new IncarnationId(RegionId.of("sa-east"), "life");
      session =
          session.merge(
              Session.ofRead(
                  partition, Watermark.ZERO.advance(log, Long.MAX_VALUE), HybridTimestamp.ZERO));
    }
    assertThat(tokens.seal(session)).isEmpty();
  }

  @Test
  void atMostEightIncarnationsAreNamed() {
    Session session = Session.NONE;
    for (int life = 1; life <= SessionCodec.INCARNATIONS_MAX; life++) {
      session = session.merge(of(life));
    }
    assertThat(opened(tokens, tokens.seal(session).orElseThrow())).isEqualTo(session);
    assertThat(tokens.seal(session.merge(of(9)))).isEmpty();
  }

  private static Session of(int life) {
    IncarnationId log = new IncarnationId(RegionId.of("us-east"), "life-" + life);
    return Session.ofRead(1, Watermark.ZERO.advance(log, life), HybridTimestamp.ZERO);
  }

  @Test
  void badKeysAreNamedByTheirLineAndNeverShown() {
    assertThatThrownBy(() -> SessionKeys.parse("\n" + "A".repeat(20)))
        .hasMessageContaining("line 2 has a key of 15 bytes, expected 32")
        .hasMessageNotContaining("AAAA");
    assertThatThrownBy(() -> SessionKeys.parse(KEY_1 + "\n%%%"))
        .hasMessage("line 2 is not base64url");
    assertThatThrownBy(() -> SessionKeys.parse("# none\n")).hasMessageContaining("has 0 keys");
  }

  private static Position position(long offset) {
    return new Position(new IncarnationId(RegionId.of("us-east"), "life"), 3, offset);
  }
}
