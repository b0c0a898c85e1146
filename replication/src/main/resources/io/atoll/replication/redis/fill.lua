-- KEYS: meta, then the cells. ARGV: loader, run id, then the cells' bytes.
if redis.call('HGET', KEYS[1], 'loader') ~= ARGV[1] or run_id() ~= ARGV[2] then
  return redis.error_reply('OTHERRUN this Redis restarted, was emptied, or is loaded by another applier')
end
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], ARGV[i + 1])
end
return redis.status_reply('OK')
