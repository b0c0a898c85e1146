-- KEYS: cell, meta, clock. ARGV: milliseconds and counter of the newest timestamp the writer saw.
-- Answers run id, milliseconds, counter, 1 if the cell has something to read, and the cell's first
-- bytes, which tell what it has seen, and the own incarnation.
local run = run_id()
local meta = redis.call('HMGET', KEYS[2], 'run', 'i')
if meta[1] ~= run then
  return not_adopted()
end
local time = now()
local millis, counter = time, 0

-- Makes the stamp later than this timestamp.
local function pass(other_millis, other_counter)
  other_counter = other_counter + 1
  if other_counter > 65535 then
    other_millis, other_counter = other_millis + 1, 0
  end
  if other_millis > millis or (other_millis == millis and other_counter > counter) then
    millis, counter = other_millis, other_counter
  end
end

local clock = redis.call('GET', KEYS[3])
if clock then
  local clock_millis, clock_counter = string.match(clock, '^(%d+)%.(%d+)$')
  pass(tonumber(clock_millis), tonumber(clock_counter))
end
redis.call('SET', KEYS[3], decimal(millis) .. '.' .. counter)
-- What the writer and the cell have seen raises this stamp, and nobody else's.
pass(tonumber(ARGV[1]), tonumber(ARGV[2]))
-- The head of a cell as CellCodec writes it: version, flags, timestamp, deadline.
local live = 0
local head = redis.call('GETRANGE', KEYS[1], 0, 4095)
if #head >= 18 then
  local _, flags, cell_millis, cell_counter, deadline = struct.unpack('>BBI6I2I8', head)
  pass(cell_millis, cell_counter)
  if flags == 0 or (flags == 2 and time < deadline) then
    live = 1
  end
end
return {run, millis, counter, live, head, meta[2]}
