#!lua
-- SWITCH: a checkpoint that was written becomes the current one, and the log below its entry goes.
-- KEYS sys, lease, log, then the new chunks, then the old ones. ARGV lease, n, nonce of entry n, the
-- current pointer ('' = none), the new one, number of new chunks, their sizes.
-- Entry n stays: readers that stand there compare its nonce. New chunks were written to expire, so
-- that those of a broken-off checkpoint go by themselves; here they are made to stay.
-- Returns OK, or REFUSED and why.
local sys, lease, log = KEYS[1], KEYS[2], KEYS[3]
local n, chunk_count = ARGV[2], tonumber(ARGV[6])
local current = redis.call('HGET', sys, 'checkpoint') or ''
if current == ARGV[5] then
  return {'OK'} -- sent again after an unknown outcome
end
if redis.call('GET', lease) ~= ARGV[1] then
  return {'REFUSED', 'the lease is not ours any more'}
end
if current ~= ARGV[4] then
  return {'REFUSED', 'another checkpoint is current'}
end
local entry = redis.call('XRANGE', log, n .. '-0', n .. '-0')
if #entry ~= 1 or entry[1][2][1] ~= 'nonce' or entry[1][2][2] ~= ARGV[3] then
  return {'REFUSED', 'entry ' .. n .. ' is not the one that the checkpoint reaches to'}
end
for i = 1, chunk_count do
  if redis.call('STRLEN', KEYS[3 + i]) ~= tonumber(ARGV[6 + i]) then
    return {'REFUSED', KEYS[3 + i] .. ' is not whole any more'}
  end
end
-- Everything is checked: from here on only writes.
redis.call('HSET', sys, 'checkpoint', ARGV[5])
for i = 1, chunk_count do
  redis.call('PERSIST', KEYS[3 + i])
end
redis.call('XTRIM', log, 'MINID', n .. '-0')
for i = 4 + chunk_count, #KEYS do
  redis.call('UNLINK', KEYS[i])
end
return {'OK'}
