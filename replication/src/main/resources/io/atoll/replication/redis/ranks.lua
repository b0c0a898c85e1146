-- KEYS: sorted set, meta. ARGV: member ('': none), how many before it, or before the first, and how
-- many in all. Answers run id, watermark, how many members there are, the rank of the first that
-- follows from 0, the rank of the member or -1, then member and score by rank.
local meta = redis.call('HMGET', KEYS[2], 'run', 'w')
local run = run_id()
if meta[1] ~= run then
  return not_adopted()
end
local rank, first = -1, tonumber(ARGV[2])
if ARGV[1] ~= '' then
  rank = redis.call('ZRANK', KEYS[1], ARGV[1])
  if not rank then
    return {run, meta[2], redis.call('ZCARD', KEYS[1]), 0, -1}
  end
  first = math.max(0, rank - first)
end
local answer = {run, meta[2], redis.call('ZCARD', KEYS[1]), first, rank}
local last = first + tonumber(ARGV[3]) - 1
if ARGV[1] ~= '' then
  last = math.min(last, rank + tonumber(ARGV[2]))
end
local found = last < first and {} or redis.call('ZRANGE', KEYS[1], first, last, 'WITHSCORES')
for i = 1, #found do
  answer[#answer + 1] = found[i]
end
return answer
