package io.atoll.edge.encode;

import com.aayushatharva.brotli4j.encoder.BrotliOutputStream;
import com.aayushatharva.brotli4j.encoder.Encoder.Parameters;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.atoll.edge.http.ContentCoding;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Encodes one content, piece by piece. Holds native memory until it is ended or closed. Used by one
 * thread at a time.
 */
public final class Encoder implements AutoCloseable {
  /**
   * Levels at which a core does some tens of megabytes a second: more would cost far more time than
   * it saves bytes.
   */
  private static final int GZIP_LEVEL = 5;

  private static final int BROTLI_QUALITY = 4;
  private static final int ZSTD_LEVEL = 3;

  /** Binary logarithm of how far back a coder looks: bounds its memory. RFC 9659 allows 23. */
  private static final int WINDOW_LOG = 18;

  private static final int COPY_BYTES = 8 << 10;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(COPY_BYTES);
  private final OutputStream in;
  private final ContentCoding coding;
  private final Runnable onClose;
  private boolean closed;

  /**
   * @param onClose called once, when its memory is given back
   */
  Encoder(ContentCoding coding, Runnable onClose) {
    this.coding = coding;
    this.onClose = onClose;
    try {
      in =
          switch (coding) {
            case GZIP -> new Gzip(out);
            case BR ->
                new BrotliOutputStream(
                    out, Parameters.create(BROTLI_QUALITY, WINDOW_LOG), COPY_BYTES);
            case ZSTD -> new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL).setWindowLog(WINDOW_LOG);
          };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream out) throws IOException {
      super(out, COPY_BYTES, true);
      def.setLevel(GZIP_LEVEL);
    }

    /** The stream's own {@code close} lets go of it only if finishing succeeds. */
    Deflater deflater() {
      return def;
    }
  }

  public ContentCoding coding() {
    return coding;
  }

  /**
   * What the next piece adds, perhaps nothing yet.
   *
   * @param flush whether the client is to see all of it at once, at the price of some bytes
   */
  public Buffer write(Buffer piece, boolean flush) {
    try {
      byte[] bytes = piece.getBytes();
      in.write(bytes, 0, bytes.length);
      if (flush) {
        in.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return taken();
  }

  /** What remains; gives its memory back. */
  public Buffer end() {
    close();
    return taken();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      in.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (in instanceof Gzip gzip) {
        gzip.deflater().end();
      }
      onClose.run();
    }
  }

  private Buffer taken() {
    Buffer taken = Buffer.buffer(out.toByteArray());
    out.reset();
    return taken;
  }
}
