package io.atoll.runtime.access;

import io.atoll.runtime.config.Config;
import io.atoll.runtime.net.Loopback;
import io.atoll.runtime.problem.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: anonymous callers only from this machine, all others by bearer token (RFC 6750),
 * and operators always by token.
 *
 * <p>A caller that shows a token is judged by it, from wherever it calls. Decisions are refusals:
 * an empty answer means go on.
 */
public final class Access {
  private static final String SCHEME = "Bearer ";

  /** Longer ones are not looked at. */
  private static final int TOKEN_LENGTH_MAX = 512;

  private static final Pattern BARE_TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]+");

  private final List<Credential> credentials;

  private Access(List<Credential> credentials) {
    this.credentials = List.copyOf(credentials);
  }

  /** No tokens: anonymous callers of this machine, and no operator. */
  public static Access loopbackOnly() {
    return new Access(List.of());
  }

  /** One operator's token. */
  public static Access operatorToken(String token) {
    return new Access(List.of(Credential.ofToken(token, Role.OPERATOR, Set.of())));
  }

  /**
   * Reads a token file: either one bare word, which is an operator's token, or YAML, {@code tokens:
   * [{token-sha256: ..., role: operator|data, namespaces: [...]}]}, with {@code token} in place of
   * {@code token-sha256} where a plain one is wanted.
   *
   * @throws io.atoll.runtime.config.ConfigException with every problem of the file
   */
  public static Access load(Path file) {
    Optional<String> bare = bareToken(file);
    return bare.isPresent()
        ? operatorToken(bare.get())
        : new Access(Config.load(file, node -> node.list("tokens", Credential::read)));
  }

  private static Optional<String> bareToken(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file).strip();
      return BARE_TOKEN.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("token file %s can't be read".formatted(file), e);
    }
  }

  /** Whether any token is known, so that callers from elsewhere can be told apart. */
  public boolean hasTokens() {
    return !credentials.isEmpty();
  }

  /** Refuses all but operators; being on this machine is not enough. */
  public Optional<Problem> operator(HttpServerRequest request) {
    return operator(authorization(request));
  }

  /** As {@link #operator(HttpServerRequest)}, by the {@code Authorization} header. */
  public Optional<Problem> operator(@Nullable String authorization) {
    if (credentials.stream().noneMatch(known -> known.role() == Role.OPERATOR)) {
      return Optional.of(
          Problem.of(
              403,
              "No operator",
              "this process knows no operator's token; set token-file in its config and restart it"));
    }
    if (authorization == null) {
      return Optional.of(
          unauthorized(
              "operator calls need a token; send 'Authorization: Bearer <token>', with the token of"
                  + " <data>/operator.token"));
    }
    Credential found = find(authorization);
    if (found == null) {
      return Optional.of(unknownToken());
    }
    return found.role() == Role.OPERATOR
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                403, "Not an operator", "the token is for data; use one with the operator's role"));
  }

  /** Refuses reads of status, health and metrics from elsewhere without an operator's token. */
  public Optional<Problem> read(HttpServerRequest request) {
    String authorization = authorization(request);
    return authorization == null && isLocal(request) ? Optional.empty() : operator(authorization);
  }

  /** Refuses data of a namespace to callers from elsewhere without a token for it. */
  public Optional<Problem> data(HttpServerRequest request, String namespace) {
    return data(isLocal(request), authorization(request), namespace);
  }

  /**
   * As {@link #data(HttpServerRequest, String)}.
   *
   * @param local whether the caller is on this machine
   */
  public Optional<Problem> data(boolean local, @Nullable String authorization, String namespace) {
    if (authorization == null) {
      return local
          ? Optional.empty()
          : Optional.of(
              unauthorized(
                  "calls from other machines need a token; send 'Authorization: Bearer <token>',"
                      + " with one for namespace '%s'".formatted(namespace)));
    }
    Credential found = find(authorization);
    if (found == null) {
      return Optional.of(unknownToken());
    }
    return found.mayUse(namespace)
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                403,
                "Not your namespace",
                "the token is not for namespace '%s'; use another, or have it added"
                    .formatted(namespace)));
  }

  /** Goes on to the next handler for operators only. */
  public Handler<RoutingContext> requireOperator() {
    return context -> pass(context, operator(context.request()));
  }

  /** Goes on to the next handler as {@link #read} decides. */
  public Handler<RoutingContext> requireReader() {
    return context -> pass(context, read(context.request()));
  }

  private static void pass(RoutingContext context, Optional<Problem> refusal) {
    refusal.ifPresentOrElse(problem -> problem.send(context.response()), context::next);
  }

  private static @Nullable String authorization(HttpServerRequest request) {
    return request.getHeader(HttpHeaders.AUTHORIZATION);
  }

  private static boolean isLocal(HttpServerRequest request) {
    var remote = request.remoteAddress();
    String address = remote == null ? null : remote.hostAddress();
    return address != null && Loopback.isLoopback(address);
  }

  private @Nullable Credential find(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        || authorization.length() > SCHEME.length() + TOKEN_LENGTH_MAX) {
      return null;
    }
    byte[] digest = Credential.digest(authorization.substring(SCHEME.length()).strip());
    Credential found = null;
    // Looks at all of them always, so that time tells nothing about which one came close.
    for (Credential known : credentials) {
      if (known.accepts(digest)) {
        found = known;
      }
    }
    return found;
  }

  /**
   * Who shows an {@code Authorization} header, for audit logs: {@code anonymous}, {@code unknown},
   * or the role of the token and the first digits of its SHA-256, as they stand in token files.
   */
  public String caller(@Nullable String authorization) {
    if (authorization == null) {
      return "anonymous";
    }
    Credential found = find(authorization);
    return found == null ? "unknown" : found.toString();
  }

  private static Problem unknownToken() {
    return unauthorized(
        "the token is not one of this process; 'up --fresh' and other data directories make new"
            + " ones");
  }

  private static Problem unauthorized(String detail) {
    return Problem.of(401, "Token needed", detail);
  }
}
