-- KEYS: cell, meta. Answers run id, sequence, watermark, cell or nil.
local meta = redis.call('HMGET', KEYS[2], 'run', 'seq', 'w')
local run = run_id()
if meta[1] ~= run then
  return not_adopted()
end
return {run, meta[2], meta[3], redis.call('GET', KEYS[1])}
