-- KEYS: meta, leases. ARGV: edge, length in milliseconds.
-- Answers run id, sequence, own incarnation, watermark, sequence of the last purge.
local meta = redis.call('HMGET', KEYS[1], 'run', 'seq', 'i', 'w', 'purged')
local run = run_id()
if meta[1] ~= run then
  return not_adopted()
end
redis.call('HSET', KEYS[2], ARGV[1], decimal(now() + ARGV[2]))
return {run, meta[2], meta[3], meta[4], meta[5] or meta[2]}
