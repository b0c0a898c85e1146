-- KEYS: meta, a sorted set, then the cells. ARGV: expected run id, expected watermark, then the
-- cells' entries in the sorted set. Removes cells for good.
local meta = redis.call('HMGET', KEYS[1], 'load', 'w')
if meta[1] ~= ARGV[1] or run_id() ~= ARGV[1] then
  return redis.error_reply('OTHERRUN this is not the Redis that was loaded')
end
if meta[2] ~= ARGV[2] then
  return redis.error_reply('OTHERWATERMARK another applier has moved this partition on')
end
for i = 3, #KEYS do
  redis.call('UNLINK', KEYS[i])
  redis.call('ZREM', KEYS[2], ARGV[i])
end
return redis.status_reply('OK')
