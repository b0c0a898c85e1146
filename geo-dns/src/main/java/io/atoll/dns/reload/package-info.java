/**
 * Files that may change while the name server runs: a {@link io.atoll.dns.reload.FileWatch} sees it
 * by their {@link io.atoll.dns.reload.FileStamp}s, and has them read anew.
 */
@NullMarked
package io.atoll.dns.reload;

import org.jspecify.annotations.NullMarked;
