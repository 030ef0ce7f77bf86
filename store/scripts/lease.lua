#!lua
-- LEASE: taken if it is free, renewed if it is ours. KEYS lease. ARGV its value, milliseconds.
-- Returns OK and KEPT or NEW if it is ours now, else TAKEN.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  return {'TAKEN'}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'OK', holder and 'KEPT' or 'NEW'}
