package io.atoll.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.runtime.config.ConfigException;
import io.atoll.runtime.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final boolean LOCAL = true;
  private static final boolean REMOTE = false;

  @TempDir Path folder;

  @Test
  void anonymousCallersReachDataFromThisMachineOnly() {
    Access access = Access.operatorToken(TOKEN);

    assertThat(access.data(LOCAL, null, "profiles")).isEmpty();
    assertThat(status(access.data(REMOTE, null, "profiles"))).isEqualTo(401);
  }

  @Test
  void operatorCallsNeedTheTokenAlsoOnThisMachine() {
    Access access = Access.operatorToken(TOKEN);

    assertThat(status(access.operator((String) null))).isEqualTo(401);
    assertThat(status(access.operator("Bearer wrong"))).isEqualTo(401);
    assertThat(status(access.operator("Basic " + TOKEN))).isEqualTo(401);
    assertThat(access.operator("Bearer " + TOKEN)).isEmpty();
    assertThat(access.operator("bearer " + TOKEN)).isEmpty();
  }

  @Test
  void withoutTokensNobodyIsAnOperator() {
    assertThat(status(Access.loopbackOnly().operator("Bearer " + TOKEN))).isEqualTo(403);
  }

  @Test
  void aTokenThatIsShownIsJudgedAlsoOnThisMachine() {
    assertThat(status(Access.operatorToken(TOKEN).data(LOCAL, "Bearer wrong", "profiles")))
        .isEqualTo(401);
  }

  @Test
  void callersAreNamedByTheirTokensDigest() {
    Access access = Access.operatorToken(TOKEN);
    String digest = HexFormat.of().formatHex(Credential.digest(TOKEN));

    assertThat(access.caller("Bearer " + TOKEN)).isEqualTo("operator " + digest.substring(0, 8));
    assertThat(access.caller("Bearer " + TOKEN + "x")).isEqualTo("unknown");
    assertThat(access.caller(null)).isEqualTo("anonymous");
  }

  @Test
  void aBareWordInTheFileIsAnOperatorsToken() throws IOException {
    Access access = Access.load(file(TOKEN + "\n"));

    assertThat(access.operator("Bearer " + TOKEN)).isEmpty();
    assertThat(access.data(REMOTE, "Bearer " + TOKEN, "anything")).isEmpty();
  }

  @Test
  void dataTokensAreForTheNamespacesTheyName() throws IOException {
    Access access =
        Access.load(
            file(
                """
                tokens:
                  - {token-sha256: %s, role: data, namespaces: [profiles]}
                  - {token: another-long-token, role: operator}
                """
                    .formatted(HexFormat.of().formatHex(Credential.digest(TOKEN)))));

    assertThat(access.data(REMOTE, "Bearer " + TOKEN, "profiles")).isEmpty();
    assertThat(status(access.data(REMOTE, "Bearer " + TOKEN, "carts"))).isEqualTo(403);
    assertThat(status(access.operator("Bearer " + TOKEN))).isEqualTo(403);
    assertThat(access.operator("Bearer another-long-token")).isEmpty();
  }

  @Test
  void everyProblemOfATokenFileIsReportedAndNoTokenIsShown() throws IOException {
    Path file =
        file(
            """
            tokens:
              - {token: secret, role: operator}
              - {token-sha256: abcd, role: data}
              - {role: king, namespaces: [profiles]}
            """);

    assertThatThrownBy(() -> Access.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            %1$s:2: tokens[0].token: a token has 6 characters, under 16; make one with: openssl rand -hex 32
            %1$s:3: tokens[1].namespaces: is missing; name those whose data the token may use
            %1$s:3: tokens[1].token-sha256: is not 64 hex digits; make it with: sha256sum
            %1$s:4: tokens[2].role: 'king' is not operator or data
            %1$s:4: tokens[2].token: give either token or token-sha256\
            """
                .stripIndent()
                .formatted(file));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("tokens.yaml"), text);
  }

  private static int status(Optional<Problem> refusal) {
    return refusal
        .orElseThrow(() -> new AssertionError("expected a refusal, but was let in"))
        .status();
  }
}
