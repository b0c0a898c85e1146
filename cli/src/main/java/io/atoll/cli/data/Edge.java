package io.atoll.cli.data;

import io.atoll.cli.DataDir;
import io.atoll.cli.PlatformFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The edge that a command calls: a named one, else the first of the platform on this machine. */
final class Edge {
  private static final String TOKEN_VARIABLE = "ATOLL_TOKEN";

  @Mixin private DataDir data = new DataDir();

  @Option(
      names = {"--edge", "--from", "--to"},
      paramLabel = "URL",
      description =
          "an edge, such as http://127.0.1.1:8080 (default: the platform's first); from another machine, ATOLL_TOKEN holds a token for the namespace")
  private @Nullable String url;

  DataApi api() {
    String base =
        url == null
            ? PlatformFile.read(data.path()).regions().getFirst().edges().getFirst().data()
            : url.replaceAll("/+$", "");
    return new DataApi(base, System.getenv(TOKEN_VARIABLE));
  }
}
