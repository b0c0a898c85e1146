package io.atoll.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;

/**
 * One line per event, in logfmt: {@code time=2026-01-31T12:00:00.123Z level=WARN msg="link stopped"
 * source=eu-west logger=MirrorLink error="java.io.IOException: gone"}.
 *
 * <p>A stack trace follows, indented, for errors, and for everything when debugging.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final boolean alwaysTraces;

  LogLayout(boolean alwaysTraces) {
    this.alwaysTraces = alwaysTraces;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append("time=").append(TIME.format(event.getInstant()));
    line.append(" level=").append(event.getLevel());
    pair(line, "msg", event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> pair(line, pair.key, String.valueOf(pair.value)));
    }
    String logger = event.getLoggerName();
    pair(line, "logger", logger.substring(logger.lastIndexOf('.') + 1));
    IThrowableProxy error = event.getThrowableProxy();
    if (error != null) {
      pair(line, "error", chain(error));
    }
    line.append('\n');
    if (error != null && (alwaysTraces || event.getLevel().isGreaterOrEqual(Level.ERROR))) {
      line.append(ThrowableProxyUtil.asString(error));
    }
    return line.toString();
  }

  /** The error and what caused it, as many as tell something. */
  private static String chain(IThrowableProxy error) {
    StringBuilder chain = new StringBuilder();
    IThrowableProxy each = error;
    for (int depth = 0; each != null && depth < 5; depth++) {
      chain.append(depth == 0 ? "" : "; caused by ").append(each.getClassName());
      if (each.getMessage() != null) {
        chain.append(": ").append(each.getMessage());
      }
      each = each.getCause();
    }
    return chain.toString();
  }

  private static void pair(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append('=');
    if (isBare(value)) {
      line.append(value);
      return;
    }
    line.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> line.append(c < ' ' ? '?' : c);
      }
    }
    line.append('"');
  }

  private static boolean isBare(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == '"' || c == '=' || c == '\\') {
        return false;
      }
    }
    return !value.isEmpty();
  }
}
