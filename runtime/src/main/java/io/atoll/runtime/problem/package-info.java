/**
 * Errors of Atoll's HTTP interfaces: {@link io.atoll.runtime.problem.Problem}, as {@code
 * application/problem+json} (RFC 9457).
 */
@NullMarked
package io.atoll.runtime.problem;

import org.jspecify.annotations.NullMarked;
