-- Stands in front of every script. Scripts first validate, then write: Redis has no rollback.
-- Timestamps are 63 bits and Lua's numbers are doubles, so a timestamp is always two numbers:
-- milliseconds (47 bits) and counter (16 bits).

-- The id of the very Redis that runs this: changes with every restart.
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

-- This Redis' wall clock in milliseconds.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- A whole number as text; tostring would round it to 14 digits.
local function decimal(number)
  return string.format('%.0f', number)
end

local function not_adopted()
  return redis.error_reply('NOTADOPTED this Redis holds no adopted view; it is being filled, or no replicator runs')
end
