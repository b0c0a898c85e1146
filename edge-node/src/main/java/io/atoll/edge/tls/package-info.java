/**
 * TLS towards clients: which {@link io.atoll.edge.tls.Certificates} are shown to whom. The files of
 * a certificate may change while an edge runs; new connections are shown the newest.
 */
@NullMarked
package io.atoll.edge.tls;

import org.jspecify.annotations.NullMarked;
