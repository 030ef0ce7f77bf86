#!lua
-- SWITCH: a checkpoint that was written becomes the current one, and the log below its entry goes.
-- KEYS sys, lease, log. ARGV lease, n, nonce of entry n, the current pointer ('' = none), the new
-- one. Entry n stays: readers that stand there compare its nonce.
-- Returns OK or REFUSED and why.
local sys, lease, log = KEYS[1], KEYS[2], KEYS[3]
if redis.call('GET', lease) ~= ARGV[1] then
  return {'REFUSED', 'the lease is not ours any more'}
end
if (redis.call('HGET', sys, 'checkpoint') or '') ~= ARGV[4] then
  return {'REFUSED', 'another checkpoint is current'}
end
local entry = redis.call('XRANGE', log, ARGV[2] .. '-0', ARGV[2] .. '-0')
if #entry ~= 1 or entry[1][2][1] ~= 'nonce' or entry[1][2][2] ~= ARGV[3] then
  return {'REFUSED', 'entry ' .. ARGV[2] .. ' is not the one that the checkpoint reaches to'}
end
redis.call('HSET', sys, 'checkpoint', ARGV[5])
redis.call('XTRIM', log, 'MINID', ARGV[2] .. '-0')
return {'OK'}
