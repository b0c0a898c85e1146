package io.atoll.edge.http.structured;

import io.atoll.edge.http.structured.Member.InnerList;
import io.atoll.edge.http.structured.Member.Item;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads structured fields by the algorithm of RFC 9651 section 4.2, step by step. One parser reads
 * one text once.
 */
final class Parser {
  private static final int WHOLE_DIGITS_MAX = 15;
  private static final int DECIMAL_WHOLE_DIGITS_MAX = 12;
  private static final int DECIMAL_FRACTION_DIGITS_MAX = 3;

  /** What is not of the syntax; never leaves this class. */
  private static final class Fault extends RuntimeException {
    private Fault(String message) {
      super(message, null, false, false);
    }
  }

  private final String text;
  private int at;

  private Parser(String text) {
    this.text = text;
  }

  /** RFC 9651 section 4.2: lines joined by commas, spaces around, nothing after. */
  static <T> Optional<T> whole(List<String> lines, Function<Parser, T> reader) {
    Parser parser = new Parser(String.join(",", lines));
    try {
      parser.skipSpaces();
      T value = reader.apply(parser);
      parser.skipSpaces();
      return parser.atEnd() ? Optional.of(value) : Optional.empty();
    } catch (Fault fault) {
      return Optional.empty();
    }
  }

  MemberList list() {
    List<Member> members = new ArrayList<>();
    while (!atEnd()) {
      members.add(member());
      if (!nextMember()) {
        break;
      }
    }
    return new MemberList(members);
  }

  Dictionary dictionary() {
    Map<String, Member> members = new LinkedHashMap<>();
    while (!atEnd()) {
      String key = key();
      Member member = take('=') ? member() : new Item(new BareItem.Bool(true), parameters());
      members.remove(key);
      members.put(key, member);
      if (!nextMember()) {
        break;
      }
    }
    return new Dictionary(members);
  }

  /** Whether another member follows; a comma at the end is a fault. */
  private boolean nextMember() {
    skipBlanks();
    if (atEnd()) {
      return false;
    }
    expect(',');
    skipBlanks();
    if (atEnd()) {
      throw new Fault("nothing after a comma");
    }
    return true;
  }

  private Member member() {
    return !atEnd() && peek() == '(' ? innerList() : item();
  }

  private InnerList innerList() {
    expect('(');
    List<Item> items = new ArrayList<>();
    while (true) {
      skipSpaces();
      if (take(')')) {
        return new InnerList(items, parameters());
      }
      items.add(item());
      if (atEnd() || (peek() != ' ' && peek() != ')')) {
        throw new Fault("neither a space nor ')' after an item of an inner list");
      }
    }
  }

  private Item item() {
    return new Item(bareItem(), parameters());
  }

  private Map<String, BareItem> parameters() {
    Map<String, BareItem> parameters = new LinkedHashMap<>();
    while (take(';')) {
      skipSpaces();
      String key = key();
      BareItem value = take('=') ? bareItem() : new BareItem.Bool(true);
      parameters.remove(key);
      parameters.put(key, value);
    }
    return parameters;
  }

  private String key() {
    int from = at;
    if (atEnd() || !(isLower(peek()) || peek() == '*')) {
      throw new Fault("no key");
    }
    while (!atEnd() && (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0)) {
      at++;
    }
    return text.substring(from, at);
  }

  private BareItem bareItem() {
    if (atEnd()) {
      throw new Fault("no value");
    }
    char c = peek();
    if (c == '-' || isDigit(c)) {
      return number();
    }
    return switch (c) {
      case '"' -> new BareItem.Text(string());
      case ':' -> binary();
      case '?' -> bool();
      case '@' -> date();
      case '%' -> display();
      default -> token();
    };
  }

  private BareItem number() {
    int sign = take('-') ? -1 : 1;
    String whole = digits();
    if (whole.isEmpty()) {
      throw new Fault("no digits");
    }
    if (!take('.')) {
      if (whole.length() > WHOLE_DIGITS_MAX) {
        throw new Fault("integer too long");
      }
      return new BareItem.Whole(sign * Long.parseLong(whole));
    }
    String fraction = digits();
    if (whole.length() > DECIMAL_WHOLE_DIGITS_MAX
        || fraction.isEmpty()
        || fraction.length() > DECIMAL_FRACTION_DIGITS_MAX) {
      throw new Fault("decimal too long, or nothing after its point");
    }
    BigDecimal value = new BigDecimal(whole + "." + fraction);
    return new BareItem.Decimal(sign < 0 ? value.negate() : value);
  }

  private String digits() {
    int from = at;
    while (!atEnd() && isDigit(peek())) {
      at++;
    }
    return text.substring(from, at);
  }

  private String string() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = next();
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\') {
        c = next();
        if (c != '"' && c != '\\') {
          throw new Fault("escaped what needs no escape");
        }
      } else if (c < 0x20 || c > 0x7e) {
        throw new Fault("not a printable character of ASCII");
      }
      value.append(c);
    }
  }

  private BareItem token() {
    int from = at;
    char first = peek();
    if (!isLower(first) && !isUpper(first) && first != '*') {
      throw new Fault("no value begins like this");
    }
    while (!atEnd() && isTokenCharacter(peek())) {
      at++;
    }
    return new BareItem.Token(text.substring(from, at));
  }

  private BareItem binary() {
    expect(':');
    int end = text.indexOf(':', at);
    if (end < 0) {
      throw new Fault("a byte sequence does not end");
    }
    String base64 = text.substring(at, end);
    at = end + 1;
    try {
      Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Fault("not base64");
    }
    return new BareItem.Binary(base64);
  }

  private BareItem bool() {
    expect('?');
    char c = next();
    if (c != '0' && c != '1') {
      throw new Fault("neither ?0 nor ?1");
    }
    return new BareItem.Bool(c == '1');
  }

  private BareItem date() {
    expect('@');
    if (!(number() instanceof BareItem.Whole(long second))) {
      throw new Fault("a date with a fraction");
    }
    return new BareItem.Date(second);
  }

  private BareItem display() {
    expect('%');
    expect('"');
    ByteBuffer bytes = ByteBuffer.allocate(text.length() - at);
    while (true) {
      char c = next();
      if (c == '"') {
        return new BareItem.Display(utf8(bytes.flip()));
      }
      if (c < 0x20 || c > 0x7e) {
        throw new Fault("not a printable character of ASCII");
      }
      bytes.put(c == '%' ? (byte) (hexDigit() << 4 | hexDigit()) : (byte) c);
    }
  }

  private int hexDigit() {
    int digit = "0123456789abcdef".indexOf(next());
    if (digit < 0) {
      throw new Fault("no hex digit in lower case");
    }
    return digit;
  }

  private static String utf8(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new Fault("not UTF-8");
    }
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isTokenCharacter(char c) {
    return isLower(c) || isUpper(c) || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
  }

  private boolean atEnd() {
    return at == text.length();
  }

  private char peek() {
    return text.charAt(at);
  }

  private char next() {
    if (atEnd()) {
      throw new Fault("ends too early");
    }
    return text.charAt(at++);
  }

  private boolean take(char c) {
    boolean there = !atEnd() && peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw new Fault("expected " + c);
    }
  }

  private void skipSpaces() {
    while (take(' ')) {
      // one more
    }
  }

  private void skipBlanks() {
    while (take(' ') || take('\t')) {
      // one more
    }
  }
}
