/**
 * Addresses as configuration writes them: {@link io.atoll.runtime.net.HostPort}, and which of them
 * only this machine can reach.
 */
@NullMarked
package io.atoll.runtime.net;

import org.jspecify.annotations.NullMarked;
