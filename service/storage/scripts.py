"""The scripts by which Redis pages and counts a view by itself, at one moment.

KEYS: the site's version, the beginning of the name of what is found, the queue by time, one or more sorted
sets by urgency, and perhaps a campaign. ARGV: how many campaigns, the period's two ends in milliseconds,
and the seconds that what was found is kept; for a count `whole` where the sorted set is the whole queue;
for a page the comments to walk, its length, and the place it goes on behind: rank and id.
"""

# `intersect` gives the key of what all filters leave, which is made at most once for each version of the
# site. It is named on the way, which is fine with the one Redis that we have.
_COMMON = """
local campaigns, first, last = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local timed = first ~= '-inf' or last ~= '+inf'
local by_time, smallest, others = KEYS[3], nil, {}
for n = 4, #KEYS - campaigns do
  if not smallest or redis.call('ZCARD', KEYS[n]) < redis.call('ZCARD', smallest) then smallest = KEYS[n] end
end
for n = 4, #KEYS do
  if KEYS[n] ~= smallest then others[#others + 1] = KEYS[n] end
end
local function intersect()
  local found = KEYS[2] .. (redis.call('GET', KEYS[1]) or '0')
  if campaigns > 0 or redis.call('EXISTS', found) == 0 then  -- campaigns grow unseen by the version
    local wanted = {smallest}
    for _, key in ipairs(others) do wanted[#wanted + 1] = key end
    if timed then
      redis.call('ZRANGESTORE', found .. ':time', by_time, first, last, 'BYSCORE')
      wanted[#wanted + 1] = found .. ':time'
    end
    local command = {'ZINTERSTORE', found, #wanted}
    for _, key in ipairs(wanted) do command[#command + 1] = key end
    command[#command + 1] = 'WEIGHTS'
    for n = 1, #wanted do command[#command + 1] = n == 1 and 1 or 0 end
    redis.call(unpack(command))
    redis.call('DEL', found .. ':time')
    redis.call('EXPIRE', found, ARGV[4])
  end
  return found
end
"""

COUNT_VIEW = (
    _COMMON
    + """
if #others == 0 and not timed then return redis.call('ZCARD', smallest) end
if #others == 0 and ARGV[5] == 'whole' then return redis.call('ZCOUNT', by_time, first, last) end
return redis.call('ZCARD', intersect())
"""
)

PAGE_OF_VIEW = (
    _COMMON
    + """
local walked, limit, behind, id = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local function is_before(one, other)  -- Lua's own comparison is by the locale, Redis's by bytes
  for n = 1, math.min(#one, #other) do
    if one:byte(n) ~= other:byte(n) then return one:byte(n) < other:byte(n) end
  end
  return #one < #other
end
local function passes(ids, checks)
  local passing = {}
  for n = 1, #ids do passing[n] = true end
  if not checks then return passing end
  for n, key in ipairs(others) do
    local command = n > #others - campaigns and 'SMISMEMBER' or 'ZMSCORE'
    for m, found in ipairs(redis.call(command, key, unpack(ids))) do
      passing[m] = passing[m] and found and found ~= 0
    end
  end
  if timed then
    local low, high = tonumber(first) or -math.huge, tonumber(last) or math.huge
    for m, moment in ipairs(redis.call('ZMSCORE', by_time, unpack(ids))) do
      passing[m] = passing[m] and moment and tonumber(moment) >= low and tonumber(moment) <= high
    end
  end
  return passing
end
local function walk(key, most, checks)
  local page, start, seen = {}, 0, 0
  if id ~= '' then start = redis.call('ZCOUNT', key, '(' .. ARGV[7], '+inf') end
  while seen < most do
    local chunk = redis.call('ZREVRANGE', key, start, start + 99, 'WITHSCORES')
    if #chunk == 0 then return page, true end
    local ids = {}
    for n = 1, #chunk, 2 do ids[#ids + 1] = chunk[n] end
    local passing = passes(ids, checks)
    for n, found in ipairs(ids) do
      local rank = chunk[2 * n]
      local shown = id ~= '' and tonumber(rank) == behind and not is_before(found, id)
      if passing[n] and not shown then
        page[#page + 1] = found
        page[#page + 1] = rank
        if #page == 2 * limit then return page, true end
      end
    end
    start, seen = start + #ids, seen + #ids
  end
  return page, false
end
local several = #others > 0 or timed
local page, whole = walk(smallest, several and walked or math.huge, several)
if not whole then page = walk(intersect(), math.huge, false) end
return page
"""
)
