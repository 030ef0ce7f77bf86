#!lua
-- CLAIM: a fresh token in a partition's head; nobody else can commit to it any more.
-- KEYS sys, head. ARGV format, fingerprint, token, field of the counters' table, that table.
-- Returns OK and the head's fields, or FOREIGN and what differs, or DAMAGED and why.
local sys, head = KEYS[1], KEYS[2]
local format = redis.call('HGET', sys, 'format')
local fingerprint = redis.call('HGET', sys, 'fingerprint')
local fields = redis.call('HMGET', head, 'offset', 'n', 'nonce', 'seal')
if format and format ~= ARGV[1] then
  return {'FOREIGN', 'format', format, ARGV[1]}
end
if format and fingerprint ~= ARGV[2] then
  return {'FOREIGN', 'settings that count', fingerprint or '', ARGV[2]}
end
if not format and redis.call('EXISTS', head) == 1 then
  return {'DAMAGED', sys, 'is missing, but there is ' .. head}
end
if fields[1] and redis.sha1hex(fields[1] .. ':' .. (fields[2] or '') .. ':' .. (fields[3] or ''))
    ~= fields[4] then
  return {'DAMAGED', head, 'offset, n and nonce do not fit their seal'}
end
-- Everything is checked: from here on only writes.
if not format then
  redis.call('HSET', sys, 'format', ARGV[1], 'fingerprint', ARGV[2], 'n', '0')
end
redis.call('HSETNX', sys, ARGV[4], ARGV[5])
redis.call('HSET', head, 'token', ARGV[3])
return {'OK', redis.call('HGETALL', head)}
