#!lua
-- DROP: the lease goes, if it is ours. KEYS lease. ARGV its value. Returns OK.
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('UNLINK', KEYS[1])
end
return {'OK'}
