-- Stands in front of every script. Scripts first validate, then write: Redis has no rollback.
-- Timestamps are 63 bits and Lua's numbers are doubles, so a timestamp is always two numbers:
-- milliseconds (47 bits) and counter (16 bits).

-- The id of the very Redis that runs this: changes with every restart. Whoever runs a script asks for
-- it once in the life of a connection, and gives it as the last argument.
local function run_id()
  return ARGV[#ARGV]
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

-- Puts entries into, or takes them out of, sorted sets. From key and argument on, each takes two
-- keys, the set and that of the names, and four arguments: + or -, score, entry, and the name that
-- is listed as long as the set has entries ('': none).
local function list(key, argument)
  for k = key, #KEYS, 2 do
    local a = argument + 2 * (k - key)
    local name = ARGV[a + 3]
    if ARGV[a] == '+' then
      redis.call('ZADD', KEYS[k], ARGV[a + 1], ARGV[a + 2])
      if name ~= '' then
        redis.call('ZADD', KEYS[k + 1], 0, name)
      end
    else
      redis.call('ZREM', KEYS[k], ARGV[a + 2])
      if name ~= '' and redis.call('EXISTS', KEYS[k]) == 0 then
        redis.call('ZREM', KEYS[k + 1], name)
      end
    end
  end
end
