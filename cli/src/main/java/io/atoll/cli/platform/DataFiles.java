package io.atoll.cli.platform;

import io.atoll.cli.DataDir;
import io.atoll.cli.Failure;
import io.atoll.dns.sign.KeyFile;
import io.atoll.dns.sign.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/** What {@code up} writes into a data directory before anything is started. */
final class DataFiles {
  private static final int SECRET_BYTES = 32;

  private final DataLayout data;

  DataFiles(DataLayout data) {
    this.data = data;
  }

  /** Deletes what a platform made there, and nothing else. */
  void wipe(Topology topology) {
    Stream<Path> ofRegions =
        topology.regions().stream().map(region -> data.root().resolve(region.id().value()));
    Stream<Path> others =
        Stream.of(
            data.tokenFile(),
            data.sessionKeys(),
            data.platformFile(),
            data.namespaces(),
            data.supervisorConfig(),
            data.supervisorLog(),
            data.zoneAnchor().getParent(),
            data.root().resolve("run"));
    Stream.concat(ofRegions, others).forEach(DataFiles::delete);
  }

  /** Writes what is missing, and what follows from the command line. */
  void write(Blueprint blueprint, SupervisorConfig config) {
    try {
      Files.createDirectories(data.root());
      createSecret(data.tokenFile());
      createSecret(data.sessionKeys());
      createZoneKey();
      Path seed = DataDir.home().resolve("namespaces.yaml");
      if (!Files.exists(data.namespaces())) {
        if (!Files.exists(seed)) {
          throw Failure.usage(
              "%s is missing; it lists the namespaces to start with".formatted(seed));
        }
        Files.copy(seed, data.namespaces());
      }
      Files.writeString(data.platformFile(), blueprint.platformFile().json());
      Files.writeString(data.supervisorConfig(), config.yaml());
    } catch (IOException e) {
      throw new UncheckedIOException("can't write to %s".formatted(data.root()), e);
    }
  }

  /** Nobody else may read it, not even while it is being written. */
  private static void createSecret(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    try (var channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.write(ByteBuffer.wrap(secret.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private void createZoneKey() throws IOException {
    if (Files.exists(data.zoneAnchor())) {
      return;
    }
    Name apex = Name.fromConstantString(DnsZone.APEX + ".");
    KeyFile.generate(data.zoneKey(), apex);
    SigningKey key = KeyFile.read(data.zoneKey(), apex, SigningKey.Use.ACTIVE);
    Files.writeString(data.zoneAnchor(), key.trustAnchor());
  }

  /** Deletes a file or a directory with all in it, if there is one. */
  static void delete(Path path) {
    try {
      Files.walkFileTree(
          path,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
                throws IOException {
              if (failure != null) {
                throw failure;
              }
              Files.delete(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (NoSuchFileException e) {
      // Nothing there to delete.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete %s".formatted(path), e);
    }
  }
}
