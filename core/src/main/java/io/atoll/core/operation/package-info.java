/**
 * What users write.
 *
 * <p>A {@link io.atoll.core.operation.Key} is {@code namespace/name}; a {@link
 * io.atoll.core.operation.Namespace} has a {@link io.atoll.core.operation.Kind} and limits; an
 * {@link io.atoll.core.operation.Operation} is one accepted write as it stands in a log: its {@link
 * io.atoll.core.operation.Mutation} says what to do, its <em>context</em> what its writer had seen
 * of the cell. Start with Operation.
 */
@NullMarked
package io.atoll.core.operation;

import org.jspecify.annotations.NullMarked;
