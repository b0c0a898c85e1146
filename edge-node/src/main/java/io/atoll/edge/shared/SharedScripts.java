package io.atoll.edge.shared;

import io.atoll.replication.redis.RedisScript;

/**
 * What Redis runs, each at one stroke. A lease holds the token of who holds it; once its answer is
 * announced, behind that the time by Redis' clock, and the {@link SharedRecord.Coming} one.
 */
final class SharedScripts {
  /** Asks what to do about an answer. */
  static final RedisScript ENTER =
      new RedisScript(
          """
          -- KEYS: entry, lease. ARGV: token, lease in milliseconds, version seen of what is stored, of
          -- what is coming, what to do about the lease (take it; force: from another; look: nothing).
          -- Answers what is there, or what is coming, or that another edge asks (busy), or that this
          -- one is to (lead), or nothing.
          local found = redis.call('GET', KEYS[1])
          if found and string.sub(found, 2, 33) ~= ARGV[3] then
            return {'found', found, redis.call('PTTL', KEYS[1])}
          end
          if ARGV[5] == 'look' then
            return {'nothing'}
          end
          local lease = redis.call('GET', KEYS[2])
          if lease and ARGV[5] ~= 'force' and string.sub(lease, 1, 32) ~= ARGV[4] then
            if #lease == 32 then
              return {'busy'}
            end
            local now = redis.call('TIME')
            local ago = now[1] * 1000 + now[2] / 1000 - tonumber(string.sub(lease, 33, 45))
            return {'coming', string.sub(lease, 46), math.floor(math.max(0, ago))}
          end
          redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
          return {'lead'}
          """);

  /** Tells those who wait that an answer is coming. */
  static final RedisScript ANNOUNCE =
      new RedisScript(
          """
          -- KEYS: lease, progress, first chunk. ARGV: token, record, lease in milliseconds, progress, its
          -- bytes, the chunk's time to live in milliseconds.
          if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
          end
          local now = redis.call('TIME')
          local millis = string.format('%013.0f', math.floor(now[1] * 1000 + now[2] / 1000))
          redis.call('SET', KEYS[1], ARGV[1] .. millis .. ARGV[2], 'PX', ARGV[3])
          redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3])
          redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[6])
          return 1
          """);

  /** Adds to what has come. Goes on for those who read it when the lease is lost. */
  static final RedisScript APPEND =
      new RedisScript(
          """
          -- KEYS: lease, progress, chunk. ARGV: token, progress before, progress then, lease in
          -- milliseconds, how long the chunk is before, its bytes, its time to live in milliseconds.
          if redis.call('GET', KEYS[2]) ~= ARGV[2]
              or redis.call('STRLEN', KEYS[3]) ~= tonumber(ARGV[5]) then
            return 0
          end
          redis.call('APPEND', KEYS[3], ARGV[6])
          redis.call('PEXPIRE', KEYS[3], ARGV[7])
          redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
          if redis.call('GETRANGE', KEYS[1], 0, 31) == ARGV[1] then
            redis.call('PEXPIRE', KEYS[1], ARGV[4])
          end
          return 1
          """);

  /** Adds to what is not going to be stored, in place of what lies furthest back. */
  static final RedisScript PASS =
      new RedisScript(
          """
          -- KEYS: progress, chunk, mark, chunk to let go. ARGV: progress before, progress then, its time to
          -- live in milliseconds, how long the chunk is before, its bytes, its time to live, place in the
          -- body, how far that may be beyond the furthest reader. 0: nobody reads it; 2: too far.
          if redis.call('GET', KEYS[1]) ~= ARGV[1]
              or redis.call('STRLEN', KEYS[2]) ~= tonumber(ARGV[4]) then
            return 0
          end
          local furthest = redis.call('GET', KEYS[3])
          if not furthest then
            return 0
          end
          if tonumber(ARGV[7]) - tonumber(furthest) > tonumber(ARGV[8]) then
            redis.call('PEXPIRE', KEYS[1], ARGV[3])
            return 2
          end
          redis.call('UNLINK', KEYS[4])
          redis.call('APPEND', KEYS[2], ARGV[5])
          redis.call('PEXPIRE', KEYS[2], ARGV[6])
          redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          return 1
          """);

  /** What has come beyond a place. */
  static final RedisScript FOLLOW =
      new RedisScript(
          """
          -- KEYS: progress, chunk, mark. ARGV: place in the chunk, in the body ('': no mark is made), the
          -- mark's time to live in milliseconds.
          local progress = redis.call('GET', KEYS[1])
          if not progress then
            return {'', ''}
          end
          if ARGV[2] ~= '' then
            local furthest = math.max(tonumber(ARGV[2]), tonumber(redis.call('GET', KEYS[3]) or 0))
            redis.call('SET', KEYS[3], string.format('%.0f', furthest), 'PX', ARGV[3])
          end
          return {progress, redis.call('GETRANGE', KEYS[2], ARGV[1], -1)}
          """);

  /** Gives chunks that have all come the names by which their record leads to them. */
  static final RedisScript MOVE =
      new RedisScript(
          """
          -- KEYS: progress, chunks as they are called, as they are to be. ARGV: progress, its time to
          -- live in milliseconds, the chunks'.
          local count = (#KEYS - 1) / 2
          if redis.call('EXISTS', unpack(KEYS, 2, 1 + count)) ~= count then
            return 0
          end
          for i = 2, 1 + count do
            redis.call('RENAME', KEYS[i], KEYS[i + count])
            redis.call('PEXPIRE', KEYS[i + count], ARGV[3])
          end
          redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
          return 1
          """);

  /** Lets chunks live on. */
  static final RedisScript KEEP =
      new RedisScript(
          """
          -- KEYS: chunks. ARGV: time to live in milliseconds. Lets them live that long, if all are there.
          if redis.call('EXISTS', unpack(KEYS)) ~= #KEYS then
            return 0
          end
          for i = 1, #KEYS do
            if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[1]) then
              redis.call('PEXPIRE', KEYS[i], ARGV[1])
            end
          end
          return 1
          """);

  /** Stores an answer, and ends the lease. */
  static final RedisScript PUT =
      new RedisScript(
          """
          -- KEYS: lease, entry, the URI's own name. ARGV: token, entry, time to live in milliseconds, what
          -- the URI's own name must hold ('': anything), what it is to hold ('': what it does).
          if redis.call('GETRANGE', KEYS[1], 0, 31) ~= ARGV[1] then
            return 0
          end
          if ARGV[4] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[4] then
            return 0
          end
          if ARGV[5] ~= '' then
            redis.call('SET', KEYS[3], ARGV[5], 'PX', ARGV[3])
          elseif redis.call('PTTL', KEYS[3]) < tonumber(ARGV[3]) then
            redis.call('PEXPIRE', KEYS[3], ARGV[3])
          end
          redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          redis.call('DEL', KEYS[1])
          return 1
          """);

  /** Ends a lease. */
  static final RedisScript RELEASE =
      new RedisScript(
          """
          -- KEYS: lease, entry. ARGV: token, what the entry is to hold ('': what it does), its time to
          -- live in milliseconds.
          if redis.call('GETRANGE', KEYS[1], 0, 31) ~= ARGV[1] then
            return 0
          end
          if ARGV[2] ~= '' then
            redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
          end
          return redis.call('DEL', KEYS[1])
          """);

  /** Holds a lease for longer. */
  static final RedisScript RENEW =
      new RedisScript(
          """
          -- KEYS: lease. ARGV: token, lease in milliseconds.
          if redis.call('GETRANGE', KEYS[1], 0, 31) ~= ARGV[1] then
            return 0
          end
          return redis.call('PEXPIRE', KEYS[1], ARGV[2])
          """);

  private SharedScripts() {}
}
