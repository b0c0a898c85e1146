package io.atoll.dns.answer;

import io.atoll.dns.sign.ZoneSigner;
import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.Reply;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;

/**
 * A reply as clients get it that don't ask for signatures, and as those that do (RFC 3225); the
 * same if the zone isn't signed.
 */
record Rendered(Prepared plain, Prepared signed) {
  /** Renders a reply, and signs it if there is a signer. See {@link Prepared#of} for the others. */
  static Rendered of(Draft draft, @Nullable ZoneSigner signer, Name asked, boolean exact) {
    Prepared plain = Prepared.of(draft.plain(), asked, exact);
    return signer == null
        ? new Rendered(plain, plain)
        : new Rendered(plain, Prepared.of(signer.sign(draft.proved()), asked, exact));
  }

  Prepared prepared(boolean withSignatures) {
    return withSignatures ? signed : plain;
  }

  /** The reply as records, to a question of this name. */
  Reply reply(Name question, boolean withSignatures) {
    return prepared(withSignatures).reply(question);
  }
}
