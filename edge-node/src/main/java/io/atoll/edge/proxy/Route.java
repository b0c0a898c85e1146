package io.atoll.edge.proxy;

import io.atoll.edge.upstream.Upstream;

/** A route and the pool it leads to. */
record Route(RouteConfig config, Upstream upstream, RouteMetrics metrics) {}
