-- KEYS: meta, clock, then cells of one partition. ARGV: for each cell milliseconds and counter of the
-- newest timestamp its writer saw. Answers run id, own incarnation, then for each cell the stamp's
-- milliseconds and counter, 1 if the cell has something to read, and the cell's first bytes, which
-- tell what it has seen.
local run = run_id()
local meta = redis.call('HMGET', KEYS[1], 'run', 'i')
if meta[1] ~= run then
  return not_adopted()
end

-- The later of a timestamp and the one after another.
local function after(millis, counter, other_millis, other_counter)
  other_counter = other_counter + 1
  if other_counter > 65535 then
    other_millis, other_counter = other_millis + 1, 0
  end
  if other_millis > millis or (other_millis == millis and other_counter > counter) then
    return other_millis, other_counter
  end
  return millis, counter
end

local time = now()
local clock_millis, clock_counter = time, 0
local clock = redis.call('GET', KEYS[2])
if clock then
  local last_millis, last_counter = string.match(clock, '^(%d+)%.(%d+)$')
  clock_millis, clock_counter = after(time, 0, tonumber(last_millis), tonumber(last_counter))
end
local answer = {run, meta[2]}
for i = 3, #KEYS do
  if i > 3 then
    clock_millis, clock_counter = after(clock_millis, clock_counter, clock_millis, clock_counter)
  end
  -- What the writer and the cell have seen raises this stamp, and nobody else's.
  local seen = 2 * (i - 3)
  local millis, counter =
    after(clock_millis, clock_counter, tonumber(ARGV[seen + 1]), tonumber(ARGV[seen + 2]))
  -- The head of a cell as CellCodec writes it: version, flags, timestamp, deadline.
  local live = 0
  local head = redis.call('GETRANGE', KEYS[i], 0, 4095)
  if #head >= 18 then
    local _, flags, cell_millis, cell_counter, deadline = struct.unpack('>BBI6I2I8', head)
    millis, counter = after(millis, counter, cell_millis, cell_counter)
    if flags == 0 or (flags == 2 and time < deadline) then
      live = 1
    end
  end
  answer[#answer + 1] = millis
  answer[#answer + 1] = counter
  answer[#answer + 1] = live
  answer[#answer + 1] = head
end
redis.call('SET', KEYS[2], decimal(clock_millis) .. '.' .. clock_counter)
return answer
