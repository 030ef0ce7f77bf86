#!lua
-- TAKE: a namespace becomes a replay's, marked incomplete. KEYS lease, meta, heartbeat. ARGV value of
-- the lease, its milliseconds, those of the heartbeat, the clock, life of meta in milliseconds ('0':
-- it stays), '1' if nothing else was found in the namespace.
-- Returns OK; BUSY: somebody publishes there; or FOREIGN and whose it is.
local lease, meta, heartbeat = KEYS[1], KEYS[2], KEYS[3]
if redis.call('EXISTS', lease, heartbeat) > 0 then
  return {'BUSY'}
end
local kind = redis.call('HGET', meta, 'kind')
if kind and kind ~= 'replay' then
  return {'FOREIGN', kind}
end
if not kind and (ARGV[6] ~= '1' or redis.call('EXISTS', meta) == 1) then
  return {'FOREIGN', 'unknown'}
end
redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
redis.call('SET', heartbeat, ARGV[4], 'PX', ARGV[3])
redis.call('UNLINK', meta)
redis.call('HSET', meta, 'kind', 'replay', 'state', 'incomplete', 'reason', '', 'published_at_ms', ARGV[4])
if ARGV[5] ~= '0' then
  redis.call('PEXPIRE', meta, ARGV[5])
end
return {'OK'}
