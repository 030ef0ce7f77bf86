#!lua
-- CLAIM: a fresh token in a partition's head; nobody else can commit to it any more.
-- KEYS sys, head, log. ARGV format, fingerprint, token, field of the counters' table, that table,
-- field of sys that says that the head was committed.
-- Returns OK and the head's fields, or FOREIGN and what differs, or DAMAGED, a key and why.
local sys, head, log = KEYS[1], KEYS[2], KEYS[3]
local format, fingerprint, token = ARGV[1], ARGV[2], ARGV[3]

for _, pair in ipairs({{sys, 'hash'}, {head, 'hash'}, {log, 'stream'}}) do
  local kind = redis.call('TYPE', pair[1]).ok
  if kind ~= 'none' and kind ~= pair[2] then
    return {'DAMAGED', pair[1], 'is a ' .. kind .. ', not a ' .. pair[2]}
  end
end

local stored = redis.call('HMGET', sys, 'format', 'fingerprint', 'n', 'seal', ARGV[4], ARGV[6])
local is_new = not stored[1]
if is_new and redis.call('EXISTS', sys, head, log) > 0 then
  return {'DAMAGED', sys, 'has no format, but there is state'}
end
if not is_new then
  if stored[1] ~= format then
    return {'FOREIGN', 'format', stored[1], format}
  end
  if stored[2] ~= fingerprint then
    return {'FOREIGN', 'settings that count', stored[2] or '', fingerprint}
  end
  if not stored[3] or redis.sha1hex('n:' .. stored[3]) ~= stored[4] then
    return {'DAMAGED', sys, 'n does not fit its seal'}
  end
  if stored[5] and stored[5] ~= ARGV[5] then
    return {'DAMAGED', sys, 'field ' .. ARGV[4] .. ' does not fit its name'}
  end
  if stored[6] and stored[6] ~= '1' then
    return {'DAMAGED', sys, 'field ' .. ARGV[6] .. ' is not 1'}
  end
  local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', '1')
  if (last[1] and last[1][1] or '0-0') ~= stored[3] .. '-0' then
    return {'DAMAGED', log, 'its last entry is not n of sys'}
  end
end

local fields = redis.call('HMGET', head, 'offset', 'n', 'nonce', 'fields', 'seal')
local count = redis.call('HLEN', head)
if stored[6] and not fields[1] then
  return {'DAMAGED', head, 'has no offset, but it was committed to'}
end
if fields[1] and not stored[6] then
  return {'DAMAGED', sys, 'has no field ' .. ARGV[6] .. ', but the head was committed to'}
end
if fields[1] then
  local sealed = table.concat({fields[1], fields[2] or '', fields[3] or '', fields[4] or ''}, ':')
  if redis.sha1hex(sealed) ~= fields[5] then
    return {'DAMAGED', head, 'offset, n, nonce and fields do not fit their seal'}
  end
  if tostring(count) ~= fields[4] then
    return {'DAMAGED', head, 'has ' .. count .. ' fields, not ' .. fields[4]}
  end
  if tonumber(fields[2]) > tonumber(stored[3]) then
    return {'DAMAGED', head, 'its n is above that of sys'}
  end
elseif count > redis.call('HEXISTS', head, 'token') then
  return {'DAMAGED', head, 'has fields, but no offset'}
end

-- Everything is checked: from here on only writes.
if is_new then
  redis.call('HSET', sys, 'format', format, 'fingerprint', fingerprint, 'n', '0',
             'seal', redis.sha1hex('n:0'))
end
redis.call('HSETNX', sys, ARGV[4], ARGV[5])
redis.call('HSET', head, 'token', token)
return {'OK', redis.call('HGETALL', head)}
