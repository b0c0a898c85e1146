package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.guard.RateLimit;
import io.atoll.dns.wire.Incoming.Accepted;
import io.atoll.dns.wire.Incoming.CookieOnly;
import io.atoll.dns.wire.Incoming.Ignored;
import io.atoll.dns.wire.Incoming.Rejected;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Bytes in, bytes out: everything between a socket and a {@link QueryHandler}. Never throws. */
public final class MessageHandler {
  private static final Logger logger = LoggerFactory.getLogger(MessageHandler.class);

  private final QueryHandler queries;
  private final Chaos chaos;
  private final QuickHandler quick;
  private final ReplyWriter writer;
  private final Guard guard;
  private final WireMeters meters;
  private final QueryLog log;
  private final TsigKeys keys;
  private final ZoneExport zones;
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param queries answers every query
   * @param quick answers the most frequent ones, the same way
   * @param chaos answers those about the server itself
   * @param keys by which some others sign their messages
   * @param zones gives whole zones to those
   */
  public MessageHandler(
      QueryHandler queries,
      QuickHandler quick,
      Chaos chaos,
      ReplyWriter writer,
      Guard guard,
      WireMeters meters,
      QueryLog log,
      TsigKeys keys,
      ZoneExport zones) {
    this.queries = queries;
    this.quick = quick;
    this.chaos = chaos;
    this.writer = writer;
    this.guard = guard;
    this.meters = meters;
    this.log = log;
    this.keys = keys;
    this.zones = zones;
  }

  /** The quick way, for the use of one thread. */
  QuickReplies quickReplies() {
    return new QuickReplies(quick, writer.udpPayloadMax(), guard.cookies());
  }

  /** Bounds what one of so many threads sends to whom. */
  RateLimit rateLimit(int threads) {
    return guard.rateLimit(threads);
  }

  /** Counts a reply that was judged to be one too many. */
  void limited(RateLimit.Verdict verdict) {
    meters.limited(verdict);
  }

  /** Counts the reply that went the quick way last. */
  void quicklyReplied(QuickReplies quick) {
    meters.replied(Transport.UDP, quick.rcode());
    Network.Family family = quick.query().subnetFamily();
    if (family != null) {
      meters.scope(family, quick.scope());
    }
  }

  /** Which exchanges are logged, for the use of one thread. */
  QuerySampler sampler() {
    return log.sampler();
  }

  /** Logs an exchange that was sampled; the reply is null if there was none. */
  void sampled(byte[] message, byte @Nullable [] reply, InetAddress from, Transport transport) {
    log.add(message, reply, Network.of(from), transport);
  }

  /** The reply to a message, or null if it gets none. */
  public byte @Nullable [] handle(byte[] message, InetAddress from, Transport transport) {
    try {
      return signedAlike(message, from, transport);
    } catch (RuntimeException e) {
      // The thread has others to answer.
      failed(e, "a message got no answer", HexFormat.of().formatHex(message));
      return null;
    }
  }

  /** A reply to a message that was signed is signed (RFC 8945 section 5.3). */
  private byte @Nullable [] signedAlike(byte[] message, InetAddress from, Transport transport) {
    Incoming incoming = QueryReader.read(message);
    return switch (keys.sender(message)) {
      case Sender.Unsigned _ -> answer(incoming, from, transport);
      case Sender.Known known -> {
        byte[] reply = answer(incoming, from, transport);
        yield reply == null ? null : known.sign(reply, writer.sizeMax(incoming, transport));
      }
      case Sender.Malformed _ -> refuse(incoming, Rcode.FORMERR, from, transport);
      case Sender.Impostor impostor -> {
        meters.impostor(impostor.error());
        byte[] reply = refuse(incoming, Rcode.NOTAUTH, from, transport);
        yield reply == null ? null : impostor.mark(reply);
      }
    };
  }

  private byte @Nullable [] refuse(
      Incoming incoming, int rcode, InetAddress from, Transport transport) {
    return incoming instanceof Accepted(Query query)
        ? reject(new Rejected(query.header(), rcode, query), from, transport)
        : answer(incoming, from, transport);
  }

  private byte[] reject(Rejected rejected, InetAddress from, Transport transport) {
    meters.replied(transport, rejected.rcode());
    return writer.write(rejected, Network.of(from), transport);
  }

  /** Whether a message asks for a whole zone. */
  boolean asksForZone(byte[] message) {
    return !keys.isEmpty()
        && QueryReader.read(message) instanceof Accepted(Query query)
        && query.dnsClass() == DClass.IN
        // RFC 1995 section 4: whoever asks for the changes may be given all.
        && (query.type() == Type.AXFR || query.type() == Type.IXFR);
  }

  /**
   * The messages of the zone that one asks for; empty if the asker may not have it. Blocks while it
   * is put together.
   */
  Optional<Iterator<byte[]>> transfer(byte[] message, InetAddress from) {
    return keys.sender(message) instanceof Sender.Known known
            && QueryReader.read(message) instanceof Accepted(Query query)
        ? zones
            .export(query.name(), known.name(), from)
            .map(records ->
                new ZoneMessages(
                    query, isCurrent(message, records) ? records.subList(0, 1) : records, known))
        : Optional.empty();
  }

  /** Whether a message asks for changes since this edition, or a later one (RFC 1995 section 2). */
  private static boolean isCurrent(byte[] message, List<Record> records) {
    try {
      return records.getFirst() instanceof SOARecord ours
          && new Message(message)
              .getSection(Section.AUTHORITY).stream()
                  .anyMatch(record ->
                      record instanceof SOARecord theirs
                          // RFC 1982 section 3.2.
                          && (int) (ours.getSerial() - theirs.getSerial()) <= 0);
    } catch (IOException e) {
      return false;
    }
  }

  /** Counts a zone that was sent, all of it. */
  void transferred() {
    meters.transferred();
  }

  private byte @Nullable [] answer(Incoming incoming, InetAddress from, Transport transport) {
    return switch (incoming) {
      case Ignored _ -> {
        meters.ignored(transport);
        yield null;
      }
      case Rejected rejected -> reject(rejected, from, transport);
      case CookieOnly only -> {
        int rcode = writer.rcode(only, Network.of(from));
        meters.replied(transport, rcode);
        yield writer.write(only, rcode, Network.of(from), transport);
      }
      case Accepted(Query query) -> {
        Reply reply = reply(query, from);
        meters.replied(transport, reply.rcode());
        count(query.clientSubnet(), reply);
        yield writer.write(query, reply, Network.of(from), transport);
      }
    };
  }

  private void count(@Nullable ClientSubnet subnet, Reply reply) {
    if (subnet != null && subnet.network() != null) {
      meters.scope(subnet.network().family(), reply.scope());
    }
  }

  private Reply reply(Query query, InetAddress from) {
    try {
      return query.dnsClass() == DClass.CH ? chaos.reply(query) : queries.reply(query, from);
    } catch (RuntimeException e) {
      failed(e, "a query got SERVFAIL", query.name() + "/" + query.type());
      return Reply.error(Rcode.SERVFAIL);
    }
  }

  /** A mistake of this program. */
  private void failed(RuntimeException e, String what, String asked) {
    long count = failures.incrementAndGet();
    // The 1st, 2nd, 4th, 8th and so on, so that one bad name can't flood the log.
    if (Long.bitCount(count) == 1) {
      logger
          .atError()
          .setCause(e)
          .addKeyValue("asked", asked)
          .addKeyValue("failures", count)
          .log(what);
    }
  }
}
