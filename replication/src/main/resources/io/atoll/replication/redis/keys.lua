-- KEYS: meta of partitions that must be adopted. ARGV: cursor, pattern, about how many to look at.
-- Answers run id, the next cursor ('0': this was the last page), how many keys this Redis has, then
-- those of the page that match.
local run = run_id()
for i = 1, #KEYS do
  if redis.call('HGET', KEYS[i], 'run') ~= run then
    return not_adopted()
  end
end
local page = redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
local answer = {run, page[1], redis.call('DBSIZE')}
for i = 1, #page[2] do
  answer[i + 3] = page[2][i]
end
return answer
