package io.atoll.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.atoll.runtime.access.Access;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  private static final String ADA = "/v1/kv/profiles/ada";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir private Path folder;
  private TestEdges edges;

  @BeforeEach
  void start() throws Exception {
    Path tokens = folder.resolve("tokens.yaml");
    Files.writeString(
        tokens,
        """
        tokens:
          - token: %s
            role: data
            namespaces: [profiles]
        """
            .formatted(TOKEN));
    edges = new TestEdges(TestEdges.limits(), Access.load(tokens), 1);
  }

  @AfterEach
  void stop() throws Exception {
    edges.close();
  }

  @Test
  void callersOfThisMachineNeedNoToken() throws Exception {
    assertThat(edges.put(ADA, "1").statusCode()).isEqualTo(201);
  }

  @Test
  void aTokenOpensItsNamespaceOnly() throws Exception {
    String bearer = "Bearer " + TOKEN;

    assertThat(edges.put(ADA, "1", "authorization", bearer).statusCode()).isEqualTo(201);
    HttpResponse<String> other = edges.get("/v1/kv/brief/x", "authorization", bearer);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.body()).contains("'brief'");
  }

  @Test
  void aWrongTokenIsRefusedAndTheWayToSendOneIsNamed() throws Exception {
    HttpResponse<String> refused = edges.get(ADA, "authorization", "Bearer " + "x".repeat(32));

    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).contains("Bearer");
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
  }
}
