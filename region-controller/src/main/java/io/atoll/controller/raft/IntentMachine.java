package io.atoll.controller.raft;

import io.atoll.controller.intent.Intent;
import io.atoll.controller.intent.IntentOutcome;
import io.atoll.controller.wire.IntentJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jgroups.raft.StateMachine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Intent as Raft's replicated state machine: applies committed commands one after the other, on
 * Raft's one thread.
 *
 * <p>A command that can't be read stops it for good: JGroups would skip it and go on, and then this
 * region's intent would differ from the others'.
 */
final class IntentMachine implements StateMachine {
  private static final Logger log = LoggerFactory.getLogger(IntentMachine.class);

  private final Consumer<Intent> onChange;
  private volatile Intent intent = Intent.EMPTY;
  private volatile @Nullable String stopped;

  IntentMachine(Consumer<Intent> onChange) {
    this.onChange = onChange;
  }

  Intent intent() {
    return intent;
  }

  /** Why no more commands are applied; null while they are. */
  @Nullable String stopped() {
    return stopped;
  }

  @Override
  public byte[] apply(byte[] data, int offset, int length, boolean serializeResponse) {
    String reason = stopped;
    if (reason != null) {
      throw new IllegalStateException(reason);
    }
    try {
      JsonObject json = Buffer.buffer().appendBytes(data, offset, length).toJsonObject();
      IntentOutcome outcome = intent.apply(IntentJson.command(json));
      become(outcome.intent());
      return IntentJson.outcome(outcome).toBuffer().getBytes();
    } catch (RuntimeException e) {
      stopped =
          "a command in the log of intent can't be read (%s); upgrade this controller"
              .formatted(e.getMessage());
      log.atError().addKeyValue("reason", stopped).log("intent no longer follows the log");
      throw e;
    }
  }

  @Override
  public void writeContentTo(DataOutput out) throws IOException {
    byte[] bytes = IntentJson.intent(intent).encode().getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readContentFrom(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    become(IntentJson.intent(Buffer.buffer(bytes).toJsonObject()));
  }

  private void become(Intent next) {
    if (!next.equals(intent)) {
      intent = next;
      onChange.accept(next);
    }
  }
}
