package io.atoll.dns.wire;

import io.atoll.dns.geo.Network;
import io.atoll.dns.guard.Guard;
import io.atoll.dns.guard.RateLimit;
import io.atoll.dns.wire.Incoming.Accepted;
import io.atoll.dns.wire.Incoming.CookieOnly;
import io.atoll.dns.wire.Incoming.Ignored;
import io.atoll.dns.wire.Incoming.Rejected;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;

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
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param queries answers every query
   * @param quick answers the most frequent ones, the same way
   * @param chaos answers those about the server itself
   */
  public MessageHandler(
      QueryHandler queries,
      QuickHandler quick,
      Chaos chaos,
      ReplyWriter writer,
      Guard guard,
      WireMeters meters,
      QueryLog log) {
    this.queries = queries;
    this.quick = quick;
    this.chaos = chaos;
    this.writer = writer;
    this.guard = guard;
    this.meters = meters;
    this.log = log;
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
    return switch (QueryReader.read(message)) {
      case Ignored _ -> {
        meters.ignored(transport);
        yield null;
      }
      case Rejected rejected -> {
        meters.replied(transport, rejected.rcode());
        yield writer.write(rejected, Network.of(from), transport);
      }
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
      long count = failures.incrementAndGet();
      // The 1st, 2nd, 4th, 8th and so on, so that one bad name can't flood the log.
      if (Long.bitCount(count) == 1) {
        logger
            .atError()
            .setCause(e)
            .addKeyValue("name", query.name())
            .addKeyValue("type", query.type())
            .addKeyValue("failures", count)
            .log("a query could not be answered and got SERVFAIL");
      }
      return Reply.error(Rcode.SERVFAIL);
    }
  }
}
