#!lua flags=no-writes
-- READ: the entries of the log above n, as far as a page goes.
-- KEYS sys, log. ARGV n, nonce of entry n ('' = any), most entries, bytes after which a page ends.
-- Returns OK, n of sys, then nonce and batch of n + 1, n + 2, and so on; or LOST and why: entry n or n + 1 is
-- not there; or DAMAGED, a key and why.
local sys, log = KEYS[1], KEYS[2]
local n, nonce = tonumber(ARGV[1]), ARGV[2]
local count_max, bytes_max = tonumber(ARGV[3]), tonumber(ARGV[4])
local step = 8 -- an entry has up to about 1 MiB

for _, pair in ipairs({{sys, 'hash'}, {log, 'stream'}}) do
  local kind = redis.call('TYPE', pair[1]).ok
  if kind ~= 'none' and kind ~= pair[2] then
    return {'DAMAGED', pair[1], 'is a ' .. kind .. ', not a ' .. pair[2]}
  end
end
local stored = redis.call('HMGET', sys, 'n', 'seal')
if not stored[1] and redis.call('EXISTS', log) == 1 then
  return {'DAMAGED', sys, 'has no n, but there is a log'}
end
if stored[1] and redis.sha1hex('n:' .. stored[1]) ~= stored[2] then
  return {'DAMAGED', sys, 'n does not fit its seal'}
end
local last = tonumber(stored[1] or '0')
if n > last then
  return {'LOST', 'the log ends with entry ' .. last}
end
if n > 0 then
  local entry = redis.call('XRANGE', log, ARGV[1] .. '-0', ARGV[1] .. '-0')
  if #entry ~= 1 then
    return {'LOST', 'entry ' .. ARGV[1] .. ' is not there'}
  end
  if nonce ~= '' and entry[1][2][2] ~= nonce then
    return {'LOST', 'entry ' .. ARGV[1] .. ' is another one'}
  end
end

local page, count, bytes = {'OK', stored[1] or '0'}, 0, 0
while count < count_max and bytes < bytes_max and n + count < last do
  local from = string.format('(%.0f-0', n + count)
  local entries = redis.call('XRANGE', log, from, '+', 'COUNT', math.min(step, count_max - count))
  if #entries == 0 then
    return {'LOST', string.format('entry %.0f is not there', n + count + 1)}
  end
  for _, entry in ipairs(entries) do
    local id, values = entry[1], entry[2]
    if id ~= string.format('%.0f-0', n + count + 1) then
      return {'LOST', string.format('entry %.0f is not there', n + count + 1)}
    end
    if #values ~= 4 or values[1] ~= 'nonce' or values[3] ~= 'batch' then
      return {'DAMAGED', log, 'entry ' .. id .. ' has other fields than nonce and batch'}
    end
    page[#page + 1] = values[2]
    page[#page + 1] = values[4]
    count = count + 1
    bytes = bytes + #values[4]
  end
end
return page
