-- KEYS: meta. ARGV: loader, run id, watermark, own incarnation. Ends a load: the applier may go on.
if redis.call('HGET', KEYS[1], 'loader') ~= ARGV[1] or run_id() ~= ARGV[2] then
  return redis.error_reply('OTHERRUN this Redis restarted, was emptied, or is loaded by another applier')
end
-- The time in microseconds as first sequence number: above every one of an earlier life, so that
-- an edge that missed the change sees a gap. Purges may have come meanwhile: this counts as one.
local time = redis.call('TIME')
local sequence = decimal(time[1] * 1000000 + time[2])
redis.call('HDEL', KEYS[1], 'loader')
redis.call('HSET', KEYS[1], 'load', ARGV[2], 'w', ARGV[3], 'i', ARGV[4], 'seq', sequence, 'purged', sequence)
return redis.status_reply('OK')
