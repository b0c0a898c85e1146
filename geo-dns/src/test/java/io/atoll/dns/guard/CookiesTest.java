package io.atoll.dns.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.dns.geo.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookiesTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Network CLIENT = Network.parse("198.51.100.100");
  private static final String FIRST = "e5e973e5a6b2a43f48e7dc849e37bfcf";
  private static final String SECOND = "445536bcd2513298075a5d379663c962";

  private final AtomicLong seconds = new AtomicLong(1_559_731_985L);

  /** RFC 9018, appendices A.1 and A.4. */
  @ParameterizedTest
  @CsvSource({
    "e5e973e5a6b2a43f48e7dc849e37bfcf, 198.51.100.100, 1559731985, 2464c4abcf10c957, 010000005cf79f111f8130c3eee29480",
    "dd3bdf9344b678b185a6f5cb60fca715, 2001:db8:220:1:59de:d0f4:8769:82b8, 1559741817, 22681ab97d52c298, 010000005cf7c57926556bd0934c72f8"
  })
  void cookiesAreThoseOfTheStandard(
      String secret, String address, long at, String client, String server) {
    seconds.set(at);
    Network from = Network.parse(address);
    Cookies cookies = cookies(secret);
    assertThat(HEX.formatHex(cookie(cookies, from, HEX.parseHex(client))))
        .isEqualTo(client + server);
  }

  @Test
  void aCookieIsGoodAtItsAddressForAnHourOnly() {
    Cookies cookies = cookies(FIRST);
    byte[] cookie = cookie(cookies, CLIENT, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(isValid(cookies, cookie, CLIENT)).isTrue();
    assertThat(isValid(cookies, cookie, Network.parse("198.51.100.101"))).isFalse();
    for (int i = 0; i < cookie.length; i++) {
      byte[] changed = cookie.clone();
      changed[i] ^= 0x10;
      assertThat(isValid(cookies, changed, CLIENT)).as("byte " + i).isFalse();
    }
    seconds.addAndGet(3600);
    assertThat(isValid(cookies, cookie, CLIENT)).isTrue();
    seconds.addAndGet(1);
    assertThat(isValid(cookies, cookie, CLIENT)).isFalse();
    seconds.addAndGet(-3601 - 301);
    assertThat(isValid(cookies, cookie, CLIENT)).as("of the future").isFalse();
  }

  @Test
  void aNewSecretIsAcceptedBeforeItIsUsedAndAnOldOneAfterwards() {
    byte[] client = new byte[8];
    byte[] byOld = cookie(cookies(FIRST), CLIENT, client);
    byte[] byNew = cookie(cookies(SECOND), CLIENT, client);
    Cookies before = cookies(FIRST, SECOND);
    Cookies after = cookies(SECOND, FIRST);
    for (Cookies cookies : List.of(before, after)) {
      assertThat(isValid(cookies, byOld, CLIENT)).isTrue();
      assertThat(isValid(cookies, byNew, CLIENT)).isTrue();
    }
    assertThat(cookie(after, CLIENT, client)).isEqualTo(byNew);
    assertThat(isValid(cookies(SECOND), byOld, CLIENT)).isFalse();
  }

  @Test
  void aFileThatHoldsNoSecretIsRefusedWithoutShowingIt(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("cookies"), FIRST + "\n\n" + SECOND + "\n");
    assertThat(CookieSecrets.read(file).secrets()).hasSize(2);
    Files.writeString(file, FIRST + "\nnot4secret\n");
    assertThatThrownBy(() -> CookieSecrets.read(file))
        .hasMessageContaining("line 2")
        .hasNoCause()
        .message()
        .doesNotContain("not4secret");
    Files.writeString(file, "");
    assertThatThrownBy(() -> CookieSecrets.read(file)).hasMessageContaining("0 cookie secrets");
  }

  private Cookies cookies(String... secrets) {
    CookieSecrets all =
        new CookieSecrets(
            List.of(secrets).stream()
                .map(secret -> CookieSecrets.Secret.of(HEX.parseHex(secret)))
                .toList());
    return new Cookies(() -> all, () -> seconds.get() * 1000);
  }

  private static byte[] cookie(Cookies cookies, Network from, byte[] client) {
    byte[] cookie = new byte[Cookies.CLIENT_BYTES + Cookies.SERVER_BYTES];
    System.arraycopy(client, 0, cookie, 0, Cookies.CLIENT_BYTES);
    cookies.write(cookie, 0, isIpv4(from), from.high(), from.low(), cookie, Cookies.CLIENT_BYTES);
    return cookie;
  }

  private static boolean isValid(Cookies cookies, byte[] cookie, Network from) {
    return cookies.isValid(cookie, 0, cookie.length, isIpv4(from), from.high(), from.low());
  }

  private static boolean isIpv4(Network network) {
    return network.family() == Network.Family.IPV4;
  }
}
