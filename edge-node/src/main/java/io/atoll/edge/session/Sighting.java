package io.atoll.edge.session;

import org.jspecify.annotations.Nullable;

/**
 * What reading one thing adds to a session. Kept with what it is about, so that readers who carry
 * no token yet share one that is sealed once.
 */
public final class Sighting {
  /** About how many bytes of memory one takes, its token included. */
  public static final int WEIGHT_BYTES = 700;

  private record Sealed(SessionKeys by, @Nullable String token) {}

  private final Session session;
  private volatile @Nullable Sealed sealed;

  public Sighting(Session session) {
    this.session = session;
  }

  public Session session() {
    return session;
  }

  /** The token of a session that consists of this alone; null: it would be too long. */
  public @Nullable String token(SessionTokens tokens) {
    SessionKeys keys = tokens.keys();
    Sealed last = sealed;
    if (last == null || last.by != keys) {
      last = new Sealed(keys, tokens.seal(session).orElse(null));
      sealed = last;
    }
    return last.token;
  }
}
