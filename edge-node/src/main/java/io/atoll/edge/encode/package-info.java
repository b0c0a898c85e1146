/**
 * Contents in other codings: gzip, Brotli, Zstandard. {@link io.atoll.edge.encode.Compression}
 * knows what may be encoded and which coding a client is given; an {@link
 * io.atoll.edge.encode.Encoder} encodes one content, piece by piece. A stored page keeps each of
 * its encoded forms ({@link io.atoll.edge.page.Page#in}), which is made when it is first asked for;
 * what is only passed on is encoded as it passes. What is decided without input or output is in
 * {@code http}.
 */
@NullMarked
package io.atoll.edge.encode;

import org.jspecify.annotations.NullMarked;
