-- KEYS: meta. Answers run id, run id of the last load, watermark, own incarnation, adopted run id.
local meta = redis.call('HMGET', KEYS[1], 'load', 'w', 'i', 'run')
return {run_id(), meta[1], meta[2], meta[3], meta[4]}
