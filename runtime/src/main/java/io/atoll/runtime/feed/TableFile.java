package io.atoll.runtime.feed;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.atoll.core.routing.RoutingTable;
import io.atoll.runtime.json.RoutingTableJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routing table on disk, whole or not at all: written beside, forced, then renamed over the
 * last one. Blocks.
 */
public final class TableFile {
  private static final Logger log = LoggerFactory.getLogger(TableFile.class);

  private final Path file;
  private final Path beside;

  public TableFile(Path stateDir) {
    this.file = stateDir.resolve("routing-table.json");
    this.beside = stateDir.resolve("routing-table.json.new");
  }

  /** The table last saved; empty, with a warning, if the file is there but can't be used. */
  public Optional<RoutingTable> load() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RoutingTableJson.read(new JsonObject(Files.readString(file))));
    } catch (IOException | DecodeException | IllegalArgumentException e) {
      log.atWarn()
          .addKeyValue("file", file)
          .setCause(e)
          .log("saved routing table can't be used; waiting for a controller's");
      return Optional.empty();
    }
  }

  /** Answers with the table it was given. */
  public RoutingTable save(RoutingTable table) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] json = RoutingTableJson.write(table).encode().getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(beside, CREATE, WRITE, TRUNCATE_EXISTING)) {
      ByteBuffer buffer = ByteBuffer.wrap(json);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return table;
  }
}
