package io.atoll.dns.zone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/** Reads the text in which zones have always been written (RFC 1035 section 5). */
final class MasterFile {
  /** A file that generates more without end is caught here. */
  private static final int RECORDS_MAX = 4 * ZoneRules.NAMES_MAX;

  private MasterFile() {}

  /**
   * All records of a file.
   *
   * @param origin what relative names are relative to, until the file says otherwise
   * @param ttl in seconds, of records before the file gives one
   * @throws IllegalArgumentException with file and line, if it is malformed or can't be read
   */
  static List<Record> read(Path file, Name origin, long ttl) {
    List<Record> records = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file);
        Master master = new Master(in, origin, ttl)) {
      // What is included wouldn't be watched for changes.
      master.disableIncludes(/* strict= */ true);
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        records.add(next);
        if (records.size() > RECORDS_MAX) {
          throw new IllegalArgumentException(
              "%s has more than %d records".formatted(file, RECORDS_MAX));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "%s is no zone that can be read: %s".formatted(file, e.getMessage()), e);
    }
    return records;
  }
}
