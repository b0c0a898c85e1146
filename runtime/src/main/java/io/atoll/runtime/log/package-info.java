/**
 * What log lines look like and which are written: {@link io.atoll.runtime.log.LogConfiguration}.
 */
@NullMarked
package io.atoll.runtime.log;

import org.jspecify.annotations.NullMarked;
