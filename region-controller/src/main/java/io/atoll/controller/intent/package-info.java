/**
 * What operators and configuration want, as against what is observed.
 *
 * <p>{@link io.atoll.controller.intent.Intent} is the whole of it: drains, weights, namespaces. It
 * changes only by an {@link io.atoll.controller.intent.IntentCommand}, in one order for all
 * regions, through an {@link io.atoll.controller.intent.IntentStore}. Start with Intent.
 */
@NullMarked
package io.atoll.controller.intent;

import org.jspecify.annotations.NullMarked;
