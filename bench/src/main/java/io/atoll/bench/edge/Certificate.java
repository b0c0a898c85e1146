package io.atoll.bench.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that its key signed, as files in PEM.
 *
 * @param both of them in one file
 */
record Certificate(Path chain, Path key, Path both) {
  /** On the curve that most certificates are on; made by {@code openssl}. */
  static Certificate make(Path directory) throws IOException, InterruptedException {
    Path chain = directory.resolve("chain.pem");
    Path key = directory.resolve("key.pem");
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + Load.HOST,
                "-addext",
                "subjectAltName=DNS:" + Load.HOST,
                "-out",
                chain.toString(),
                "-keyout",
                key.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    if (!openssl.waitFor(30, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
      openssl.destroyForcibly();
      throw new IllegalStateException("openssl made no certificate; see " + directory);
    }
    Path both = directory.resolve("both.pem");
    Files.writeString(both, Files.readString(chain) + Files.readString(key));
    return new Certificate(chain, key, both);
  }
}
