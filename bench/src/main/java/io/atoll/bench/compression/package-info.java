/**
 * What crosses between two regions per record, by how the source's Kafka stores its log: measured
 * on the emulated WAN, which counts the bytes that it carries.
 */
@NullMarked
package io.atoll.bench.compression;

import org.jspecify.annotations.NullMarked;
