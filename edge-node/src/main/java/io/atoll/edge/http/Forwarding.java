package io.atoll.edge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The fields of a request as it goes on to an upstream (RFC 9110 section 7.6, RFC 7239). */
public final class Forwarding {
  private static final Set<String> ABOUT_THE_CLIENT =
      Set.of(
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-proto",
          "x-forwarded-host",
          "x-forwarded-port",
          "x-forwarded-prefix",
          "x-forwarded-scheme",
          "x-forwarded-server",
          "x-forwarded-ssl",
          "x-host",
          "x-original-host",
          "x-original-url",
          "x-real-ip",
          "x-rewrite-url");

  /** Make another method of one that is safe, in the eyes of some programs. */
  private static final Set<String> OVERRIDES =
      Set.of("x-http-method", "x-http-method-override", "x-method-override");

  /** Said by us, each to one recipient. */
  private static final Set<String> OURS = Set.of("host", "content-length", "expect");

  /** Of routing, control, conditions, authentication, and the content's format. */
  private static final Set<String> NEVER_TRAILERS =
      Set.of(
          "accept",
          "accept-charset",
          "accept-encoding",
          "accept-language",
          "authorization",
          "cache-control",
          "cdn-loop",
          "content-encoding",
          "content-language",
          "content-location",
          "content-range",
          "content-type",
          "cookie",
          "early-data",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-range",
          "if-unmodified-since",
          "max-forwards",
          "origin",
          "pragma",
          "range",
          "referer",
          "trailer",
          "user-agent",
          "via");

  /**
   * Who asks, and how it reached us.
   *
   * @param address of the client, without its port
   * @param scheme {@code http} or {@code https}
   * @param host that it asked for
   * @param trusted whether what it says about clients before it is passed on: it is one of us
   */
  public record Client(String address, String scheme, String host, boolean trusted) {}

  private Forwarding() {}

  /**
   * All fields but {@code Host} and those that frame the body. What a stranger says about where the
   * request comes from is not passed on.
   *
   * @param via what this edge calls itself, a token
   */
  public static FieldList fields(FieldList request, Client client, String via) {
    Set<String> hopByHop = HopByHop.namesIn(request);
    boolean trailed = request.has("transfer-encoding");
    List<Field> fields = new ArrayList<>(request.all().size() + 7);
    for (Field field : request.all()) {
      String name = field.name();
      boolean ofClient = !client.trusted && ABOUT_THE_CLIENT.contains(name);
      boolean announces = !trailed && name.equals("trailer");
      if (!ofClient && !announces && !hopByHop.contains(name) && !OURS.contains(name)) {
        fields.add(field);
      }
    }
    if (wantsTrailers(request)) {
      fields.add(new Field("te", "trailers"));
      fields.add(new Field("connection", "te")); // RFC 9110 section 10.1.4
    }
    if (!client.trusted || !request.has("forwarded")) {
      fields.add(new Field("forwarded", forwarded(client)));
      fields.add(new Field("x-forwarded-for", client.address));
      fields.add(new Field("x-forwarded-proto", client.scheme));
      fields.add(new Field("x-forwarded-host", client.host));
    }
    fields.add(new Field("via", "1.1 " + via));
    fields.add(new Field("cdn-loop", via));
    return new FieldList(fields);
  }

  /**
   * The trailer fields of a request, but those that would change what it asks for, or in whose
   * name, for a program that takes them for header fields (RFC 9110 section 6.5.1).
   */
  public static FieldList trailers(FieldList request) {
    return request
        .without(HopByHop.namesIn(FieldList.EMPTY))
        .without(ABOUT_THE_CLIENT)
        .without(OVERRIDES)
        .without(OURS)
        .without(NEVER_TRAILERS);
  }

  /** The fields of a request with a safe method, which it then has for everybody. */
  public static FieldList safe(FieldList request) {
    return request.without(OVERRIDES);
  }

  /** Whether the request has been here before (RFC 8586). */
  public static boolean loops(Fields request, String via) {
    return request.has("cdn-loop")
        && Syntax.members(request.lines("cdn-loop")).stream()
            .anyMatch(member -> member.equals(via) || member.startsWith(via + ";"));
  }

  private static boolean wantsTrailers(FieldList request) {
    return request.has("te") && Syntax.names(request.lines("te")).contains("trailers");
  }

  private static String forwarded(Client client) {
    boolean quoted = client.address.contains(":");
    String address = quoted ? "\"[" + client.address + "]\"" : client.address;
    return "for=" + address + ";proto=" + client.scheme + ";host=\"" + client.host + "\"";
  }
}
