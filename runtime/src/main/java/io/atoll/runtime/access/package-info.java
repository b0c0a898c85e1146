/**
 * Who may do what: {@link io.atoll.runtime.access.Access}.
 *
 * <p>Anonymous callers are allowed only from this machine, and never operator calls. A
 * <em>token</em> is shown as {@code Authorization: Bearer}; processes know it by its digest and
 * compare in constant time. Its <em>role</em> says what it is for.
 */
@NullMarked
package io.atoll.runtime.access;

import org.jspecify.annotations.NullMarked;
