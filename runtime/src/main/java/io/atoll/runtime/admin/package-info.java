/**
 * What a process shows to those who run it: {@link io.atoll.runtime.admin.AdminEndpoint}.
 *
 * <p><em>Health</em> says that the process lives; <em>readiness</em> that it can do its work, by
 * named checks.
 */
@NullMarked
package io.atoll.runtime.admin;

import org.jspecify.annotations.NullMarked;
