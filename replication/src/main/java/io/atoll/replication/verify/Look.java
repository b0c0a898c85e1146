package io.atoll.replication.verify;

import io.atoll.core.position.Watermark;
import java.util.Map;

/**
 * What a region held of some cells when it was looked at.
 *
 * @param watermark what it had applied when the look began; the cells may be newer
 * @param digests by key; a key without a cell is missing
 */
public record Look(Watermark watermark, Map<String, String> digests) {
  public Look {
    digests = Map.copyOf(digests);
  }
}
