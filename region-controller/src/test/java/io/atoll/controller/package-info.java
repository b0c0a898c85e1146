/** Tests of the controller as a whole. */
@NullMarked
package io.atoll.controller;

import org.jspecify.annotations.NullMarked;
