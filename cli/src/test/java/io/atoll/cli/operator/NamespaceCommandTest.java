package io.atoll.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamespaceCommandTest extends OnFakePlatform {
  @Test
  void namespacesAreListed() {
    platform
        .controller("us-east")
        .on(
            "GET /v1/namespaces",
            200,
            """
            {"namespaces": [
              {"name": "profiles", "kind": "register", "default-ttl-seconds": null,
               "purges-pages": true},
              {"name": "scores", "kind": "leaderboard", "score-policy": "max"},
              {"name": "sessions", "kind": "register", "default-ttl-seconds": 604800,
               "durability": "remote"}]}
            """);

    assertThat(platform.atoll("namespace", "list").out())
        .isEqualTo(
            """
            NAMESPACE  KIND         DEFAULT TTL  DURABILITY  SCORES  PURGES PAGES
            profiles   register     none         local       -       yes
            scores     leaderboard  none         local       max     no
            sessions   register     7d 0h        remote      -       no
            """);
  }
}
