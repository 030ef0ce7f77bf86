#!lua
-- COMMIT: one entry in the log and all heads of a shard moved, or nothing.
-- KEYS sys, log, then as ARGV names them: heads, appended strings, dropped strings.
-- ARGV nonce, batch, number of heads, of appends, of drops; per head: token, previous offset ('' =
-- none yet), new offset, number of set fields, these with their values, number of removed fields,
-- these; per append: size before, bytes.
-- Returns OK n, ALREADY n, FENCED and whose head, or DAMAGED, key and why.
local sys, log = KEYS[1], KEYS[2]
local nonce, batch = ARGV[1], ARGV[2]
local head_count, append_count = tonumber(ARGV[3]), tonumber(ARGV[4])
local at = 6
local heads, done, last_n = {}, 0, nil
for i = 1, head_count do
  local key = KEYS[2 + i]
  local set_count = tonumber(ARGV[at + 3])
  local removed_at = at + 4 + 2 * set_count
  heads[i] = {key = key, offset = ARGV[at + 2], set_at = at + 4, set_count = set_count,
              removed_at = removed_at + 1, removed_count = tonumber(ARGV[removed_at])}
  local now = redis.call('HMGET', key, 'token', 'offset', 'n', 'nonce')
  if now[1] ~= ARGV[at] then
    return {'FENCED', key}
  end
  if now[2] == ARGV[at + 2] and now[4] == nonce then
    done = done + 1
    last_n = now[3]
  elseif (now[2] or '') ~= ARGV[at + 1] then
    return {'FENCED', key}
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
  if redis.call('STRLEN', key) ~= tonumber(ARGV[at + 2 * (i - 1)]) then
    return {'DAMAGED', key, 'has another size than its index says'}
  end
end
local n = tonumber(redis.call('HGET', sys, 'n') or '')
if not n then
  return {'DAMAGED', sys, 'has no n'}
end
n = n + 1
-- Everything is checked. XADD goes first: it refuses an id that is not above the last one, and then
-- nothing was written.
local id = redis.pcall('XADD', log, string.format('%.0f', n) .. '-0', 'nonce', nonce, 'batch', batch)
if type(id) == 'table' and id.err then
  return {'DAMAGED', log, id.err}
end
local n_text = string.format('%.0f', n)
redis.call('HSET', sys, 'n', n_text)
for _, head in ipairs(heads) do
  redis.call('HSET', head.key, 'offset', head.offset, 'n', n_text, 'nonce', nonce, 'seal',
             redis.sha1hex(head.offset .. ':' .. n_text .. ':' .. nonce))
  for i = 0, head.set_count - 1 do
    redis.call('HSET', head.key, ARGV[head.set_at + 2 * i], ARGV[head.set_at + 2 * i + 1])
  end
  for i = 0, head.removed_count - 1 do
    redis.call('HDEL', head.key, ARGV[head.removed_at + i])
  end
end
for i = 1, append_count do
  redis.call('APPEND', KEYS[2 + head_count + i], ARGV[at + 2 * (i - 1) + 1])
end
for i = 3 + head_count + append_count, #KEYS do
  redis.call('UNLINK', KEYS[i])
end
return {'OK', n_text}
