/** Tests of what controllers write for each other. */
@NullMarked
package io.atoll.controller.wire;

import org.jspecify.annotations.NullMarked;
