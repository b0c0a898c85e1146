/** What an edge reads in every answer, and what it decides then, in nanoseconds (JMH). */
@NullMarked
package io.atoll.bench.parsers;

import org.jspecify.annotations.NullMarked;
