package io.atoll.edge.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds a region's session keys, looked at now and then. Blocks. */
public final class SessionKeyFile {
  private static final Logger log = LoggerFactory.getLogger(SessionKeyFile.class);

  private final Path file;
  private String text;
  private final Seal seal;

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException naming the file and the line
   */
  public SessionKeyFile(Path file) {
    this.file = file;
    text = read();
    seal = new Seal(parse(text));
  }

  /** With the file's keys, the newest that could be read. */
  public Seal seal() {
    return seal;
  }

  /** Takes the keys that are there now; the former ones stay in use if they can't be read. */
  public synchronized void reload() {
    try {
      String now = read();
      if (!now.equals(text)) {
        seal.use(parse(now));
        text = now;
        log.atInfo().addKeyValue("file", file).log("session keys changed");
      }
    } catch (RuntimeException e) {
      log.atError().addKeyValue("file", file).setCause(e).log("session keys kept as they were");
    }
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "session keys %s can't be read; all regions share this file: one key per line, made with: openssl rand -base64 32 | tr '+/' '-_' | tr -d ="
              .formatted(file),
          e);
    }
  }

  private SessionKeys parse(String lines) {
    try {
      return SessionKeys.parse(lines);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("session keys %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
