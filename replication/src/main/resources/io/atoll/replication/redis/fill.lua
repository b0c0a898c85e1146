-- KEYS: meta, then the cells, then the listings (see list). ARGV: loader, run id, how many cells,
-- then the cells' bytes ('': forgotten), then the listings.
if redis.call('HGET', KEYS[1], 'loader') ~= ARGV[1] or run_id() ~= ARGV[2] then
  return redis.error_reply('OTHERRUN this Redis restarted, was emptied, or is loaded by another applier')
end
local cells = tonumber(ARGV[3])
for i = 1, cells do
  if ARGV[3 + i] == '' then
    redis.call('UNLINK', KEYS[1 + i])
  else
    redis.call('SET', KEYS[1 + i], ARGV[3 + i])
  end
end
list(2 + cells, 4 + cells)
return redis.status_reply('OK')
