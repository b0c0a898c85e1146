/**
 * Where everything a controller knows comes together.
 *
 * <p>{@link io.atoll.controller.control.ControlRoom} holds the state and feeds it to the pure
 * decisions of health and table; {@link io.atoll.controller.control.Operator} carries out what
 * people ask for, within the safety rules.
 */
@NullMarked
package io.atoll.controller.control;

import org.jspecify.annotations.NullMarked;
