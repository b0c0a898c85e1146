-- KEYS: meta, leases, clock, then the cells, then the listings (see list). ARGV: expected run id,
-- expected watermark, watermark, how many cells readers see changed, own clock's milliseconds and
-- counter, whether a purge is among the cells (1 or 0), how many cells, then the cells' bytes, then
-- the listings.
-- Answers sequence, then edge and remaining milliseconds of every lease that has not run out.
local meta = redis.call('HMGET', KEYS[1], 'load', 'w')
if meta[1] ~= ARGV[1] or run_id() ~= ARGV[1] then
  return redis.error_reply('OTHERRUN this is not the Redis that was loaded')
end
if meta[2] ~= ARGV[2] then
  return redis.error_reply('OTHERWATERMARK another applier has moved this partition on')
end
local cells = tonumber(ARGV[8])
for i = 1, cells do
  redis.call('SET', KEYS[3 + i], ARGV[8 + i])
end
list(4 + cells, 9 + cells)
redis.call('HSET', KEYS[1], 'w', ARGV[3])
local sequence
if tonumber(ARGV[4]) > 0 then
  sequence = redis.call('HINCRBY', KEYS[1], 'seq', 1)
else
  sequence = tonumber(redis.call('HGET', KEYS[1], 'seq'))
end
if ARGV[7] == '1' then
  redis.call('HSET', KEYS[1], 'purged', decimal(sequence))
end
-- What edges stamped by themselves while Redis was away counts for the region's clock too.
local millis, counter = tonumber(ARGV[5]), tonumber(ARGV[6])
local clock_millis, clock_counter = string.match(redis.call('GET', KEYS[3]) or '0.0', '^(%d+)%.(%d+)$')
clock_millis, clock_counter = tonumber(clock_millis), tonumber(clock_counter)
if millis > clock_millis or (millis == clock_millis and counter > clock_counter) then
  redis.call('SET', KEYS[3], decimal(millis) .. '.' .. counter)
end
local answer = {sequence}
local leases = redis.call('HGETALL', KEYS[2])
local time = now()
for i = 1, #leases, 2 do
  local remaining = tonumber(leases[i + 1]) - time
  if remaining > 0 then
    answer[#answer + 1] = leases[i]
    answer[#answer + 1] = remaining
  else
    redis.call('HDEL', KEYS[2], leases[i])
  end
end
return answer
