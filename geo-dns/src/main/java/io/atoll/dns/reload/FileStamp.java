package io.atoll.dns.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one version of a file from another.
 *
 * @param modified absent if there is no such file
 * @param key of the file's place on disk, which a rename brings with it
 */
record FileStamp(@Nullable FileTime modified, long size, @Nullable Object key) {
  private static final FileStamp ABSENT = new FileStamp(null, 0, null);

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileStamp(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException e) {
      // Whoever reads it says what is wrong with it.
      return ABSENT;
    }
  }
}
