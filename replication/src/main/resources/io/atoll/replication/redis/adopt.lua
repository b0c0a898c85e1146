-- KEYS: meta. ARGV: run id, watermark. Opens the view to edges.
local meta = redis.call('HMGET', KEYS[1], 'load', 'w')
if meta[1] ~= ARGV[1] or run_id() ~= ARGV[1] then
  return redis.error_reply('OTHERRUN this is not the Redis that was loaded')
end
if meta[2] ~= ARGV[2] then
  return redis.error_reply('OTHERWATERMARK another applier has moved this partition on')
end
redis.call('HSET', KEYS[1], 'run', ARGV[1])
return redis.status_reply('OK')
