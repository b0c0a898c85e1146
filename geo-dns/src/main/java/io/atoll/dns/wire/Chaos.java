package io.atoll.dns.wire;

import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Answers questions of class CHAOS, which are about the server itself (RFC 4892). */
public final class Chaos {
  private static final List<Name> OF_VERSION = names("version.bind.", "version.server.");
  private static final List<Name> OF_IDENTITY = names("id.server.", "hostname.bind.");

  private final Optional<String> version;
  private final Optional<String> identity;

  /**
   * @param version what is told of the program; hidden without
   * @param identity what is told of the server; hidden without
   */
  public Chaos(Optional<String> version, Optional<String> identity) {
    this.version = version;
    this.identity = identity;
  }

  private static List<Name> names(String... names) {
    return List.of(names).stream().map(Name::fromConstantString).toList();
  }

  Reply reply(Query query) {
    Optional<String> told =
        OF_VERSION.contains(query.name())
            ? version
            : OF_IDENTITY.contains(query.name()) ? identity : Optional.empty();
    return told.filter(_ -> query.type() == Type.TXT)
        .map(text ->
            Reply.answer(List.of(new TXTRecord(query.name(), DClass.CH, 0, text)), List.of()))
        .orElseGet(() -> Reply.error(Rcode.REFUSED, ExtendedError.NOT_SUPPORTED));
  }
}
