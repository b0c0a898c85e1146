package io.atoll.edge.shared;

/** How far a body that was announced has come to Redis. */
sealed interface Progress {
  /**
   * More is to come.
   *
   * @param bytes there are, from the beginning
   */
  record Coming(long bytes) implements Progress {}

  /**
   * All of it is there.
   *
   * @param name of its chunks
   */
  record Whole(long bytes, String name) implements Progress {}

  /** No more will come. */
  record Broken() implements Progress {}

  /** As it stands in Redis. */
  default String text() {
    return switch (this) {
      case Coming(long bytes) -> "C" + bytes;
      case Whole(long bytes, String name) -> "W" + bytes + ":" + name;
      case Broken() -> "B";
    };
  }

  /** Reads what {@link #text} wrote; anything else fails. */
  static Progress parse(String text) {
    int colon = text.indexOf(':');
    return switch (text.charAt(0)) {
      case 'C' -> new Coming(Long.parseLong(text.substring(1)));
      case 'W' -> new Whole(Long.parseLong(text.substring(1, colon)), text.substring(colon + 1));
      case 'B' -> new Broken();
      default ->
          throw new IllegalStateException(
              "expected how far a body has come, but it says '%s'".formatted(text));
    };
  }
}
