-- KEYS: meta, clock, leases. ARGV: loader. Begins a load: from here on nothing is read, stamped or
-- leased, and only this loader may fill. Answers the run id.
redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'loader', ARGV[1])
return run_id()
