package io.atoll.edge.session;

import io.atoll.core.time.HybridTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its client's session.
 *
 * @param seen {@link Session#NONE}: it carried no token, or opted out
 * @param token that it carried, if it may be given out again; else null
 * @param wanted whether the answer is to carry a token
 */
public record ClientSession(Session seen, @Nullable String token, boolean wanted) {
  /** Of a request that wants no guarantees. */
  public static final ClientSession EVENTUAL = new ClientSession(Session.NONE, null, false);

  /** Of a request that begins a session. */
  public static final ClientSession FRESH = new ClientSession(Session.NONE, null, true);

  /** Whether there is nothing to wait for. */
  public boolean isFresh() {
    return seen.seen().isEmpty();
  }

  /** What a write of this client must come after. */
  public HybridTimestamp newest() {
    return seen.newest();
  }
}
