-- KEYS: sorted set, meta, and for names of which some may be past their deadline what their cells'
-- keys begin with. ARGV: least and greatest entry as ZRANGEBYLEX takes them, how many at most.
-- Answers run id, watermark, how many entries the set has, the last one looked at if there may be more, then
-- entries in order.
local meta = redis.call('HMGET', KEYS[2], 'run', 'w')
local run = run_id()
if meta[1] ~= run then
  return not_adopted()
end
local found = redis.call('ZRANGEBYLEX', KEYS[1], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
local answer = {run, meta[2], redis.call('ZCARD', KEYS[1]), #found == tonumber(ARGV[3]) and found[#found] or false}
local time = now()
for i = 1, #found do
  local over = false
  if KEYS[3] then
    local head = redis.call('GETRANGE', KEYS[3] .. found[i], 0, 17)
    if #head == 18 then
      local _, flags, _, _, deadline = struct.unpack('>BBI6I2I8', head)
      over = flags == 2 and time >= deadline
    end
  end
  if not over then
    answer[#answer + 1] = found[i]
  end
end
return answer
