/**
 * Config files: YAML in, records out, and every problem at once with its line.
 *
 * <p>Start at {@link io.atoll.runtime.config.Config}. A module has one config record with a static
 * {@code read(ConfigNode)}, which is its {@link io.atoll.runtime.config.ConfigReader}; {@link
 * io.atoll.runtime.config.ConfigNode} is a mapping with typed accessors. Keys are kebab-case; an
 * unknown one is a problem.
 */
@NullMarked
package io.atoll.runtime.config;

import org.jspecify.annotations.NullMarked;
