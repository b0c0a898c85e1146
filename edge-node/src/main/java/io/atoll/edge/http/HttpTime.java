package io.atoll.edge.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
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

  /** Digits for digits, and names of three letters. */
  private static final String FIXED = "Sun, 06 Nov 1994 08:49:37 GMT";

  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");
  private static final List<String> DAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");

  private static final String CLOCK = "(?<clock>\\d\\d:\\d\\d:\\d\\d)";

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

  private record Written(long epochSecond, String text) {}

  /** Most are of the current second; whichever thread wrote it. */
  private static volatile Written last =
      new Written(0, IMF_FIXDATE.format(Instant.ofEpochSecond(0)));

  private HttpTime() {}

  /** As servers write it. */
  public static String format(long epochSecond) {
    Written known = last;
    if (known.epochSecond != epochSecond) {
      known = new Written(epochSecond, IMF_FIXDATE.format(Instant.ofEpochSecond(epochSecond)));
      last = known;
    }
    return known.text;
  }

  /**
   * The seconds since 1970 that a date says, or {@link #INVALID}.
   *
   * @param nowMillis for years of two digits: one more than 50 years ahead is past
   */
  public static long parse(String text, long nowMillis) {
    if (text.length() == FIXED.length()) {
      return fixed(text);
    }
    for (Pattern form : List.of(OBSOLETE, ASCTIME)) {
      Matcher parts = form.matcher(text);
      if (parts.matches()) {
        return second(parts, nowMillis);
      }
    }
    return INVALID;
  }

  /** The form that all but everybody writes, read without detours: it is in every answer. */
  private static long fixed(String text) {
    int month = MONTHS.indexOf(text.substring(8, 11)) + 1;
    if (month == 0 || !isLike(text)) {
      return INVALID;
    }
    int date = number(text, 5, 7);
    int hour = number(text, 17, 19);
    int minute = number(text, 20, 22);
    int second = number(text, 23, 25);
    int year = number(text, 12, 16);
    if (hour > 23 || minute > 59 || second > 59 || date == 0) {
      return INVALID;
    }
    if (date > YearMonth.of(year, month).lengthOfMonth()) {
      return INVALID;
    }
    LocalDate day = LocalDate.of(year, month, date);
    String name = DAYS.get(day.getDayOfWeek().getValue() - 1);
    return text.startsWith(name.substring(0, 3))
        ? day.toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second
        : INVALID;
  }

  /** Whether digits, and what stands between them, are where they stand in {@link #FIXED}. */
  private static boolean isLike(String text) {
    for (int i = 3; i < FIXED.length(); i++) {
      char expected = FIXED.charAt(i);
      char c = text.charAt(i);
      boolean digit = expected >= '0' && expected <= '9';
      boolean ofMonth = i >= 8 && i < 11;
      if (!ofMonth && (digit ? c < '0' || c > '9' : c != expected)) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
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
