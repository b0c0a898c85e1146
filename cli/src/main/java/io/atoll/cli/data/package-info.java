/**
 * Commands about what the platform holds: {@code conflicts}, {@code export}, {@code import}.
 *
 * <p>They are clients of the data API like any other ({@link io.atoll.cli.data.DataApi}). {@link
 * io.atoll.cli.data.Exporter} writes a namespace as lines of JSON, {@link
 * io.atoll.cli.data.Importer} reads them; {@link io.atoll.cli.data.Entry} is one such line.
 */
@NullMarked
package io.atoll.cli.data;

import org.jspecify.annotations.NullMarked;
