/**
 * What stands in for the rest of a platform in the controller's tests: regions made of small HTTP
 * servers.
 */
@NullMarked
package io.atoll.controller.fake;

import org.jspecify.annotations.NullMarked;
