/** Tests of intent. */
@NullMarked
package io.atoll.controller.intent;

import org.jspecify.annotations.NullMarked;
