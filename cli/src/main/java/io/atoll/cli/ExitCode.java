package io.atoll.cli;

/**
 * What the {@code atoll} process ends with; part of the interface, listed by {@code --help}. 69,
 * without a JDK 25, is the launching script's.
 */
public final class ExitCode {
  /** What was asked for is done. */
  public static final int OK = 0;

  /** It was tried and did not come to pass; for a drill: its verdict is "failed". */
  public static final int FAILED = 1;

  /** The command line or a file it names is wrong; nothing was done. */
  public static final int USAGE = 2;

  /** No platform, or the part of it that was needed, could be reached. */
  public static final int UNAVAILABLE = 3;

  /** The platform refused: no token, a wrong one, or a safety rule. */
  public static final int REFUSED = 4;

  /** A drill's verdict is "invalid": some check had nothing to look at, so nothing is shown. */
  public static final int INVALID = 5;

  /** Interrupted by Ctrl-C; what the command had begun is undone. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
