#!lua
-- COMMIT: one entry in the log and all heads of a shard moved, or nothing.
-- KEYS sys, log, then as ARGV counts them: heads, appended strings, dropped strings.
-- ARGV nonce, batch, number of heads, of appends; per head: token, previous offset ('' = none yet),
-- new offset, number of set fields, these with their values, number of removed fields, these; per
-- append: size before, bytes.
-- Returns OK n, ALREADY n, FENCED and why, or DAMAGED, a key and why.
local sys, log = KEYS[1], KEYS[2]
local nonce, batch = ARGV[1], ARGV[2]
local head_count, append_count = tonumber(ARGV[3]), tonumber(ARGV[4])
local heads, done, last_n = {}, 0, nil
local WORDS_AT_ONCE = 1000 -- Lua's stack is limited

-- Is it still ours, and where it was?
local at = 5
for i = 1, head_count do
  local key = KEYS[2 + i]
  local set_count = tonumber(ARGV[at + 3])
  local removed_at = at + 4 + 2 * set_count
  heads[i] = {key = key, offset = ARGV[at + 2], set_at = at + 4, set_count = set_count,
              removed_at = removed_at + 1, removed_count = tonumber(ARGV[removed_at])}
  local now = redis.pcall('HMGET', key, 'token', 'offset', 'n', 'nonce', 'fields')
  if now.err then
    return {'DAMAGED', key, now.err}
  end
  if now[1] ~= ARGV[at] then
    return {'FENCED', key .. ' was claimed by somebody else'}
  end
  if now[2] == ARGV[at + 2] and now[4] == nonce then
    done = done + 1
    last_n = now[3]
  elseif (now[2] or '') ~= ARGV[at + 1] then
    return {'FENCED', key .. ' stands at ' .. (now[2] or 'no offset') .. ', not at ' ..
                      (ARGV[at + 1] ~= '' and ARGV[at + 1] or 'none')}
  end
  heads[i].is_first = not now[2]
  heads[i].fields = tonumber(now[5])
  if now[2] and not heads[i].fields then
    return {'DAMAGED', key, 'does not say how many fields it has'}
  end
  at = removed_at + 1 + heads[i].removed_count
end
if done == head_count then
  return {'ALREADY', last_n}
end
if done > 0 then
  return {'FENCED', 'some heads moved, some did not'}
end

for i = 1, append_count do
  local key = KEYS[2 + head_count + i]
  local size = redis.pcall('STRLEN', key)
  if type(size) == 'table' then
    return {'DAMAGED', key, size.err}
  end
  if size ~= tonumber(ARGV[at + 2 * (i - 1)]) then
    return {'DAMAGED', key, 'has ' .. size .. ' bytes, not ' .. ARGV[at + 2 * (i - 1)]}
  end
end

local stored = redis.pcall('HMGET', sys, 'n', 'seal')
if stored.err then
  return {'DAMAGED', sys, stored.err}
end
if not stored[1] or redis.sha1hex('n:' .. stored[1]) ~= stored[2] then
  return {'DAMAGED', sys, 'n does not fit its seal'}
end
local n = string.format('%.0f', tonumber(stored[1]) + 1)

-- Everything is checked. XADD goes first: it refuses an id that is not above the last one, and then
-- nothing was written.
local id = redis.pcall('XADD', log, n .. '-0', 'nonce', nonce, 'batch', batch)
if type(id) == 'table' then
  if string.find(id.err, 'XADD') or string.find(id.err, 'WRONGTYPE') then
    return {'DAMAGED', log, id.err}
  end
  return id
end
redis.call('HSET', sys, 'n', n, 'seal', redis.sha1hex('n:' .. n))
for _, head in ipairs(heads) do
  local added, removed = 0, 0
  for from = 0, head.set_count - 1, WORDS_AT_ONCE do
    local to = math.min(from + WORDS_AT_ONCE, head.set_count)
    added = added + redis.call('HSET', head.key, unpack(ARGV, head.set_at + 2 * from,
                                                        head.set_at + 2 * to - 1))
  end
  for i = 0, head.removed_count - 1 do
    removed = removed + redis.call('HDEL', head.key, ARGV[head.removed_at + i])
  end
  -- The number of fields is sealed too, and moved by what was added and removed alone: a field that
  -- goes missing is noticed.
  if head.is_first then
    redis.call('HSET', head.key, 'offset', '', 'n', '', 'nonce', '', 'fields', '', 'seal', '')
    head.fields, added, removed = redis.call('HLEN', head.key), 0, 0
    redis.call('HSET', sys, string.match(head.key, 'head:%d+$'), '1')
  end
  local fields = string.format('%.0f', head.fields + added - removed)
  redis.call('HSET', head.key, 'offset', head.offset, 'n', n, 'nonce', nonce, 'fields', fields,
             'seal', redis.sha1hex(table.concat({head.offset, n, nonce, fields}, ':')))
end
for i = 1, append_count do
  redis.call('APPEND', KEYS[2 + head_count + i], ARGV[at + 2 * (i - 1) + 1])
end
for i = 3 + head_count + append_count, #KEYS do
  redis.call('UNLINK', KEYS[i])
end
return {'OK', n}
