package io.atoll.edge.http;

/**
 * A request without its body.
 *
 * @param method as it came: upper and lower case differ
 */
public record RequestHead(String method, Fields fields) {}
