package io.atoll.edge.proxy;

import io.atoll.core.time.WallClock;
import io.atoll.edge.encode.Compression;
import io.atoll.edge.http.Compressible;
import io.atoll.edge.http.FieldList;
import io.atoll.edge.http.Fields;
import io.atoll.edge.http.Freshness;
import io.atoll.edge.http.HttpTime;
import io.atoll.edge.http.RequestHead;
import io.atoll.edge.http.ResponseHead;
import io.atoll.edge.http.ResponsePolicy;
import io.atoll.edge.http.Storing;
import io.atoll.edge.http.Tags;
import io.atoll.edge.http.Vary;
import io.atoll.edge.page.CommonTexts;
import io.atoll.edge.page.Description;
import java.util.Set;

/** Says of answers that have just come whether they may be stored, and as what. */
final class Judge {
  /** What it says. */
  sealed interface Judgement {
    /** It may. */
    record Storable(Description description) implements Judgement {}

    /**
     * It may not.
     *
     * @param description if it is answered with all the same
     */
    record Refused(Storing.Reason reason, Description description) implements Judgement {}
  }

  private final CommonTexts texts = new CommonTexts();
  private final Compression compression;
  private final WallClock clock;

  Judge(Compression compression, WallClock clock) {
    this.compression = compression;
    this.clock = clock;
  }

  /**
   * Judges an answer to GET.
   *
   * @param request all fields of the client's request
   * @param askedMillis when the upstream was asked
   */
  Judgement judge(RouteConfig route, Fields request, ResponseHead head, long askedMillis) {
    ResponsePolicy policy = ResponsePolicy.of(head.fields());
    Freshness fresh = Freshness.of(head, policy, askedMillis, clock.millis(), route.heuristics());
    return switch (Storing.decide(new RequestHead("GET", request), head, policy, fresh)) {
      case Storing.Store(var without) ->
          new Judgement.Storable(
              describe(route, request, head, policy, fresh, askedMillis, without));
      case Storing.Refuse(Storing.Reason reason) ->
          new Judgement.Refused(
              reason, describe(route, request, head, policy, fresh, askedMillis, Set.of()));
    };
  }

  private Description describe(
      RouteConfig route,
      Fields request,
      ResponseHead head,
      ResponsePolicy policy,
      Freshness fresh,
      long askedMillis,
      Set<String> without) {
    Vary vary = Vary.of(head.fields());
    boolean compressible = isCompressible(route, head);
    FieldList dated = dated(head.fields().without(without), fresh);
    FieldList kept = compressible ? Compressible.varied(dated) : dated;
    return new Description(
        head.with(texts.once(kept)),
        fresh,
        policy.control(),
        vary,
        vary.variant(request),
        Tags.of(kept),
        askedMillis,
        compressible);
  }

  private boolean isCompressible(RouteConfig route, ResponseHead head) {
    return route.compressed() && compression.includes(head);
  }

  /** RFC 9110 section 6.6.1: without a date it gets the one at which it came. */
  private static FieldList dated(FieldList fields, Freshness fresh) {
    return fields.has("date")
        ? fields
        : fields.plus("date", HttpTime.format(fresh.receivedMillis() / 1000));
  }
}
