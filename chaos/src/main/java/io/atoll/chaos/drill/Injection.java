package io.atoll.chaos.drill;

import io.atoll.chaos.fault.Fault;
import io.atoll.chaos.target.TargetException;

/** One fault that is there now, by a lease. */
interface Injection {
  Fault fault();

  /** Whether the platform shows the fault: its processes are down, its link is cut. */
  boolean seen() throws TargetException, InterruptedException;

  /** Makes it last one more lease from now. */
  void renew() throws TargetException, InterruptedException;

  /** Takes it back, without waiting for the platform to recover. */
  void undo() throws TargetException, InterruptedException;
}
