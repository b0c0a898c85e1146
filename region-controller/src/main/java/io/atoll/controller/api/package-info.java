/**
 * The controller over HTTP: {@link io.atoll.controller.api.ApiServer} listens, {@link
 * io.atoll.controller.api.FeedRoutes} serve those who follow, {@link
 * io.atoll.controller.api.StatusRoutes} those who look, {@link
 * io.atoll.controller.api.OperatorRoutes} those who decide.
 */
@NullMarked
package io.atoll.controller.api;

import org.jspecify.annotations.NullMarked;
