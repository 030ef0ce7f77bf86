#!lua
-- HOLD: lease and heartbeat of a namespace that is ours live on. KEYS lease, heartbeat. ARGV value of
-- the lease, its milliseconds, those of the heartbeat, the clock. Returns OK, or LOST.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return {'LOST'}
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[3])
return {'OK'}
