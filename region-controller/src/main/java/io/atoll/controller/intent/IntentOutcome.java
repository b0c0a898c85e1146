package io.atoll.controller.intent;

/** What became of a command once it was its turn. */
public sealed interface IntentOutcome {

  /** Intent after it. */
  Intent intent();

  /** What was asked for holds now, whether it did before or not. */
  record Accepted(Intent intent) implements IntentOutcome {}

  /** Intent has changed since the command was judged; judge again and send a new one. */
  record Superseded(Intent intent) implements IntentOutcome {}
}
