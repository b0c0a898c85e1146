package io.atoll.dns.transfer;

import io.atoll.dns.wire.TsigKeys;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** Tells secondaries that there is a new edition of their zone (RFC 1996). Blocks. */
final class Notifier {
  /** RFC 1996 section 3.6 says five; whoever hears none of them asks by itself sooner or later. */
  private static final int TRIES = 5;

  /** Of the first try. */
  static final Duration WAIT_DEFAULT = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Notifier.class);

  private final TsigKeys keys;
  private final InetAddress from;
  private final Duration wait;
  private final Counter heard;
  private final Counter refused;
  private final Counter unheard;

  /**
   * @param from the address of this server
   * @param wait for an answer to the first try; each of the others waits twice as long
   */
  Notifier(TsigKeys keys, InetAddress from, Duration wait, MeterRegistry meters) {
    this.keys = keys;
    this.from = from;
    this.wait = wait;
    this.heard = counter(meters, "heard");
    this.refused = counter(meters, "refused");
    this.unheard = counter(meters, "unheard");
  }

  private static Counter counter(MeterRegistry meters, String outcome) {
    return Counter.builder("atoll_dns_notifies_total")
        .description("Secondaries told of a new edition of their zone")
        .tag("outcome", outcome)
        .register(meters);
  }

  /** Whether it has heard. */
  boolean tell(Secondary secondary, SOARecord soa) {
    for (int i = 0; i < TRIES; i++) {
      try {
        return isHeard(
            secondary, resolver(secondary, wait.multipliedBy(1L << i)).send(message(soa)));
      } catch (IOException e) {
        log.atDebug().setCause(e).addKeyValue("secondary", secondary.address()).log("no answer");
      }
    }
    unheard.increment();
    log.atWarn()
        .addKeyValue("secondary", secondary.address())
        .addKeyValue("zone", secondary.zone())
        .log("did not hear of a new edition; it will find out when its refresh is due");
    return false;
  }

  private boolean isHeard(Secondary secondary, Message reply) {
    if (reply.getRcode() == Rcode.NOERROR) {
      heard.increment();
      return true;
    }
    refused.increment();
    log.atWarn()
        .addKeyValue("secondary", secondary.address())
        .addKeyValue("zone", secondary.zone())
        .addKeyValue("rcode", Rcode.string(reply.getRcode()))
        .log("will not be told of new editions; let it accept NOTIFY from this server's address");
    return false;
  }

  private SimpleResolver resolver(Secondary secondary, Duration wait) {
    SimpleResolver resolver =
        new SimpleResolver(new InetSocketAddress(secondary.host(), secondary.address().port()));
    // By which the secondary knows this server.
    resolver.setLocalAddress(new InetSocketAddress(from, 0));
    resolver.setTSIGKey(keys.key(secondary.key()));
    resolver.setEDNS(-1);
    resolver.setTimeout(wait);
    return resolver;
  }

  private static Message message(SOARecord soa) {
    Message message =
        Message.newQuery(Record.newRecord(soa.getName(), soa.getType(), soa.getDClass()));
    message.getHeader().setOpcode(Opcode.NOTIFY);
    message.getHeader().setFlag(Flags.AA);
    message.getHeader().unsetFlag(Flags.RD);
    message.addRecord(soa, Section.ANSWER);
    return message;
  }
}
