/**
 * Laws, checked on many random examples.
 *
 * <p>{@link io.atoll.testkit.property.Property} runs a check many times, each with randomness of
 * its own seed, and names the seed that failed. {@link io.atoll.testkit.property.Any} makes the
 * shared nouns: keys, timestamps, positions, watermarks, chosen to collide and to touch the bounds.
 */
@NullMarked
package io.atoll.testkit.property;

import org.jspecify.annotations.NullMarked;
