package io.atoll.edge.server;

import java.time.Duration;

/**
 * Bounds of what clients may take up.
 *
 * @param connectionsMax open at one time; further ones are closed at once
 * @param connectionsPerAddressMax of them by one client's address
 * @param requestLineBytesMax method, path and version
 * @param headerBytesMax all header fields of a request
 * @param headersMax lines of header fields of a request
 * @param idleMax from the end of one request to the last header of the next
 * @param bodyMax from a request's headers to the end of its body
 * @param answerBytesMax of large answers, which each have memory of their own, that clients have
 *     not taken
 * @param stallMax in which a client takes nothing of what waits for it, before it is cut off
 * @param grace how long a stop says that it is one while everybody is still served; may be zero
 * @param drainMax how long it waits for requests under way after that
 */
public record ServerLimits(
    int connectionsMax,
    int connectionsPerAddressMax,
    int requestLineBytesMax,
    int headerBytesMax,
    int headersMax,
    Duration idleMax,
    Duration bodyMax,
    long answerBytesMax,
    Duration stallMax,
    Duration grace,
    Duration drainMax) {}
