package io.atoll.edge.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates in fields (RFC 9110 section 5.6.7). All three forms are read, only the first is written. A
 * date that is wrong in any way, its day of the week included, is no date.
 */
public final class HttpTime {
  /** Of what is no date; far outside of what any real one can be. */
  public static final long INVALID = Long.MIN_VALUE;

  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private static final String CLOCK = "(?<clock>\\d\\d:\\d\\d:\\d\\d)";

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static final Pattern FIXED =
      Pattern.compile(
          "(?<day>[A-Z][a-z]{2}), (?<date>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) "
              + CLOCK
              + " GMT");

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT} (RFC 850). */
  private static final Pattern OBSOLETE =
      Pattern.compile(
          "(?<day>[A-Z][a-z]{5,8}), (?<date>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) "
              + CLOCK
              + " GMT");

  /** {@code Sun Nov 6 08:49:37 1994}, a date of one digit after two spaces (asctime of C). */
  private static final Pattern ASCTIME =
      Pattern.compile(
          "(?<day>[A-Z][a-z]{2}) (?<month>[A-Z][a-z]{2}) (?<date>[ \\d]\\d) "
              + CLOCK
              + " (?<year>\\d{4})");

  private HttpTime() {}

  /** As servers write it. */
  public static String format(long epochSecond) {
    return IMF_FIXDATE.format(Instant.ofEpochSecond(epochSecond));
  }

  /**
   * The seconds since 1970 that a date says, or {@link #INVALID}.
   *
   * @param nowMillis for years of two digits: one more than 50 years ahead is past
   */
  public static long parse(String text, long nowMillis) {
    for (Pattern form : List.of(FIXED, OBSOLETE, ASCTIME)) {
      Matcher parts = form.matcher(text);
      if (parts.matches()) {
        return second(parts, nowMillis);
      }
    }
    return INVALID;
  }

  private static long second(Matcher parts, long nowMillis) {
    try {
      int month = MONTHS.indexOf(parts.group("month")) + 1;
      int date = Integer.parseInt(parts.group("date").strip());
      String year = parts.group("year");
      LocalDate day =
          LocalDate.of(
              year.length() == 2
                  ? fullYear(Integer.parseInt(year), month, date, nowMillis)
                  : Integer.parseInt(year),
              month,
              date);
      String name = DAYS.get(day.getDayOfWeek().getValue() - 1);
      String said = parts.group("day");
      boolean right = said.length() == 3 ? name.startsWith(said) : name.equals(said);
      return right
          ? day.toEpochSecond(LocalTime.parse(parts.group("clock")), ZoneOffset.UTC)
          : INVALID;
    } catch (DateTimeException | NumberFormatException impossible) {
      return INVALID;
    }
  }

  private static int fullYear(int twoDigits, int month, int date, long nowMillis) {
    LocalDate latest =
        LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC).plusYears(50);
    int year = latest.getYear() / 100 * 100 + twoDigits;
    return LocalDate.of(year, month, 1).withDayOfMonth(Math.min(date, 28)).isAfter(latest)
        ? year - 100
        : year;
  }
}
