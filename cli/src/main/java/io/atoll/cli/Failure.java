package io.atoll.cli;

/**
 * Why a command could not do what it was asked: printed as it stands, without a stack trace, so the
 * message names what was wrong and what to do about it.
 */
public final class Failure extends RuntimeException {
  private final int exitCode;

  public Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public static Failure failed(String message) {
    return new Failure(ExitCode.FAILED, message);
  }

  public static Failure usage(String message) {
    return new Failure(ExitCode.USAGE, message);
  }

  public static Failure unavailable(String message) {
    return new Failure(ExitCode.UNAVAILABLE, message);
  }

  public static Failure refused(String message) {
    return new Failure(ExitCode.REFUSED, message);
  }

  public int exitCode() {
    return exitCode;
  }
}
