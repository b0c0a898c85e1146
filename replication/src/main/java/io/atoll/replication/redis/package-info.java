/**
 * The view in Redis.
 *
 * <p>{@link io.atoll.replication.redis.RedisView} is the edges' side, {@link
 * io.atoll.replication.redis.RedisViewWriter} the applier's. Both speak through a {@link
 * io.atoll.replication.redis.RedisLink}, whose connection may come back to a restarted Redis
 * without anybody noticing: so everything is done by Lua scripts that first validate the run id,
 * then write. The scripts are resources beside this package.
 *
 * <p>Per partition, under one hash tag {@code {p}}: cells {@code {p}c:namespace/name}; the hash
 * {@code {p}m} with the run that was loaded ({@code load}) and opened to edges ({@code run}), the
 * watermark ({@code w}), the own incarnation ({@code i}), the sequence number ({@code seq}) and
 * that of the last change to a purge ({@code purged}); the region's hybrid clock {@code {p}t}; the
 * leases {@code {p}l}.
 */
@NullMarked
package io.atoll.replication.redis;

import org.jspecify.annotations.NullMarked;
