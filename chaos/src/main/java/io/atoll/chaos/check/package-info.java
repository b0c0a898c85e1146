/**
 * What a drill concludes, as pure functions of what was recorded.
 *
 * <p>Each check returns a {@link io.atoll.chaos.check.Finding}: a {@link
 * io.atoll.chaos.check.Verdict}, a sentence, the numbers, and a bounded list of violations. A check
 * that had nothing to look at is {@code INVALID}, never a pass. {@link
 * io.atoll.chaos.check.Register} holds the rule all data checks share: which written value a key
 * may have after a given write. Start with Register and {@link io.atoll.chaos.check.LostWrites}.
 */
@NullMarked
package io.atoll.chaos.check;

import org.jspecify.annotations.NullMarked;
