package io.atoll.runtime.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atoll.core.operation.Durability;
import io.atoll.core.operation.Kind;
import io.atoll.core.operation.Namespace;
import io.atoll.core.operation.ScorePolicy;
import io.atoll.runtime.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamespacesYamlTest {
  @TempDir Path folder;

  @Test
  void namespacesAreReadByName() throws IOException {
    assertThat(
            NamespacesYaml.load(
                file(
                    """
                    namespaces:
                      - {name: profiles, kind: register}
                      - {name: sessions, kind: register, default-ttl: 7d}
                    """)))
        .containsOnlyKeys("profiles", "sessions")
        .containsEntry("profiles", new Namespace("profiles", Kind.REGISTER, null))
        .containsEntry("sessions", new Namespace("sessions", Kind.REGISTER, Duration.ofDays(7)));
  }

  @Test
  void everyKindAndItsOptionsAreRead() throws IOException {
    assertThat(
            NamespacesYaml.load(
                file(
                    """
                    namespaces:
                      - {name: hits, kind: counter, durability: remote}
                      - {name: tags, kind: set}
                      - {name: scores, kind: leaderboard}
                      - {name: records, kind: leaderboard, score-policy: max}
                      - {name: docs, kind: document, value-bytes-max: 64KiB, purges-pages: true}
                    """)))
        .containsEntry(
            "hits", new Namespace("hits", Kind.COUNTER, null, Durability.REMOTE, null, null))
        .containsEntry("tags", new Namespace("tags", Kind.SET, null))
        .containsEntry("scores", new Namespace("scores", Kind.LEADERBOARD, null))
        .containsEntry(
            "records",
            new Namespace(
                "records", Kind.LEADERBOARD, null, Durability.LOCAL, ScorePolicy.MAX, null))
        .containsEntry(
            "docs",
            new Namespace("docs", Kind.DOCUMENT, null, Durability.LOCAL, null, 65_536, true));
  }

  @Test
  void everyProblemIsReported() throws IOException {
    Path file =
        file(
            """
            namespaces:
              - {name: profiles, kind: register}
              - {name: profiles, kind: register}
              - {name: Sessions, kind: register}
              - {name: carts, kind: basket, ttl: 7d}
              - {name: flash, kind: register, default-ttl: 200ms}
            """);

    assertThatThrownBy(() -> NamespacesYaml.load(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            """
            %1$s:3: namespaces[1].name: 'profiles' is listed twice; leave one
            %1$s:4: namespaces[2]: namespace 'Sessions' is not 1 to 64 of a-z, 0-9 and '-', starting with a letter
            %1$s:5: namespaces[3].kind: 'basket' is not one of: register, counter, set, leaderboard, document
            %1$s:5: namespaces[3].ttl: is not a key; known here: default-ttl, durability, kind, name, purges-pages, score-policy, value-bytes-max
            %1$s:6: namespaces[4]: default time to live PT0.2S of namespace 'flash' is under 1 s\
            """
                .stripIndent()
                .formatted(file));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("namespaces.yaml"), text);
  }
}
