package io.atoll.dns.answer;

import io.atoll.dns.geo.Network.Family;
import io.atoll.dns.wire.Prepared;
import io.atoll.dns.wire.QuickHandler;
import io.atoll.dns.wire.QuickQuery;
import java.util.function.Supplier;

/** Chooses among the answers that were rendered ahead, without allocating. */
public final class QuickAnswers implements QuickHandler {
  /** From here on types are questions about something else than records: transfers, ANY. */
  private static final int QUESTION_TYPE_MIN = 128;

  private final Supplier<Catalogue> catalogue;

  /**
   * @param catalogue what is answered by now; asked once per query, so that an answer is never by
   *     two
   */
  QuickAnswers(Supplier<Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public boolean find(QuickQuery query, Match match) {
    int type = query.type();
    if ((type >= QUESTION_TYPE_MIN && type < 256) || AskedProof.isAsked(type)) {
      return false;
    }
    Catalogue by = catalogue.get();
    int start = query.nameStart();
    int end = query.nameEnd();
    Entry entry = by.directory().closest(query.nameBytes(), start, end);
    if (entry == null) {
      return false;
    }
    if (query.dnssecOk() && entry.isSignedOnDemand(end - start)) {
      return findSeen(query, by.directory().seen(), match);
    }
    return switch (entry.answer(end - start, type)) {
      case Answer.Same same -> {
        match.set(same.rendered().prepared(query.dnssecOk()), 0);
        yield true;
      }
      case Answer.ByPlace byPlace -> findByPlace(query, byPlace, by.routed(), match);
    };
  }

  private static boolean findSeen(QuickQuery query, SeenNames seen, Match match) {
    Prepared prepared = seen.find(query.nameBytes(), query.nameStart(), query.nameEnd());
    if (prepared != null) {
      match.set(prepared, 0);
    }
    return prepared != null;
  }

  private static boolean findByPlace(
      QuickQuery query, Answer.ByPlace answer, RoutedAnswers by, Match match) {
    Steering steering = by.steering(answer.slot());
    if (steering.isEmpty()) {
      return false;
    }
    AnswerMap map = steering.map();
    int target = AnswerMap.BY_RESOLVER;
    int scope = 0;
    Family family = query.subnetFamily();
    if (family != null) {
      long high = query.subnetHigh();
      int index = map.find(family, high, query.subnetLow());
      target = map.target(family, index, high);
      scope = map.scope(family, index, high, query.subnetLow(), query.subnetLength());
    }
    if (target == AnswerMap.BY_RESOLVER) {
      target = steering.byResolver(query.senderFamily(), query.senderHigh(), query.senderLow());
    }
    // The id is random (RFC 5452), and so is the turn.
    Rendered rendered = by.rendered(answer.slot(), target, query.id());
    if (rendered == null) {
      // RFC 7871 section 7.4: another region may have addresses of the type.
      match.set(answer.otherwise().prepared(query.dnssecOk()), scope);
    } else {
      steering.given().get(target).count();
      match.set(rendered.prepared(query.dnssecOk()), scope);
    }
    return true;
  }
}
