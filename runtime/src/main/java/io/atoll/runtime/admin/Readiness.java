package io.atoll.runtime.admin;

/**
 * Whether a part of a process can do its work now.
 *
 * @param detail for people: why not, or what it stands on
 */
public record Readiness(boolean ready, String detail) {
  private static final Readiness YES = new Readiness(true, "");

  public static Readiness yes() {
    return YES;
  }

  public static Readiness no(String why) {
    return new Readiness(false, why);
  }

  /** Ready if so, else not for this reason. */
  public static Readiness of(boolean ready, String whyNot) {
    return ready ? YES : no(whyNot);
  }
}
