/** Tests of what is made of observations. */
@NullMarked
package io.atoll.controller.health;

import org.jspecify.annotations.NullMarked;
