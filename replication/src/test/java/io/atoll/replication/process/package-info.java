/** Tests that kill real processes, as a machine that fails does: nothing is closed in order. */
@NullMarked
package io.atoll.replication.process;

import org.jspecify.annotations.NullMarked;
