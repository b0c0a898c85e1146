package io.atoll.edge.session;

import io.atoll.replication.log.ByteReader;
import io.atoll.replication.log.ByteWriter;
import io.atoll.replication.log.UnreadableException;
import java.util.Optional;

/**
 * Makes tokens of sessions, and sessions of tokens. Nobody without a key can make one, so a client
 * can only claim what a region has shown to somebody.
 */
public final class SessionTokens {
  private static final int EXPECTED_BYTES = 256;

  private final Seal seal;

  public SessionTokens(Seal seal) {
    this.seal = seal;
  }

  /** The keys in use: another object after a change. */
  SessionKeys keys() {
    return seal.keys();
  }

  /** What a token turned out to be. */
  public sealed interface Opened {
    /**
     * A session.
     *
     * @param current whether the key that signs now has signed it, so that it may be given out
     *     again
     */
    record Valid(Session session, boolean current) implements Opened {}

    /**
     * No token of these regions.
     *
     * @param why for the client
     */
    record Refused(String why) implements Opened {}
  }

  /**
   * The session's token, or empty if it would be longer than {@value Seal#LENGTH_MAX} characters or
   * names more than {@value SessionCodec#INCARNATIONS_MAX} incarnations.
   */
  public Optional<String> seal(Session session) {
    if (SessionCodec.incarnations(session) > SessionCodec.INCARNATIONS_MAX) {
      return Optional.empty();
    }
    ByteWriter out = new ByteWriter(EXPECTED_BYTES);
    SessionCodec.write(out, session);
    return Optional.ofNullable(seal.seal(Seal.Use.SESSION, out.toBytes()));
  }

  /** The session of a token. */
  public Opened open(String token) {
    return switch (seal.open(Seal.Use.SESSION, token)) {
      case Seal.Opened.Refused refused -> new Opened.Refused(refused.why());
      case Seal.Opened.Valid valid -> {
        try {
          ByteReader in = new ByteReader("session token", valid.content().unsafeArray());
          Session session = SessionCodec.read(in);
          in.end();
          yield new Opened.Valid(session, valid.current());
        } catch (UnreadableException | IllegalArgumentException e) {
          yield new Opened.Refused("an edge of another version made it");
        }
      }
    };
  }
}
