--- Figures as people read them. All that a server sends is taken for text of unknown origin: checked for its type,
--- freed of control characters and cut.

local M = {}

local UNKNOWN = '–'

--- Returns text that changes neither line, colour nor direction.
---@param text any
---@param longest? integer
---@return string
function M.clean(text, longest)
  if type(text) ~= 'string' then
    return UNKNOWN
  end
  local plain = text
    :sub(1, 4096)
    :gsub('[%z\1-\31\127]', ' ')
    -- C1, then marks and overrides of direction, separators of lines and what has no width.
    :gsub('\194[\128-\159]', ' ')
    :gsub('\226\128[\139-\143\168-\174]', '')
    :gsub('\226\129[\160-\175]', '')
    :gsub('\239\187\191', '')
  longest = longest or 40
  if vim.fn.strchars(plain) > longest then
    plain = vim.fn.strcharpart(plain, 0, longest - 1) .. '…'
  end
  return plain
end

--- Returns a finite number, or nil.
local function number(value)
  local it = tonumber(value)
  if type(value) == 'table' or not it or it ~= it or it == math.huge or it == -math.huge then
    return nil
  end
  return it
end
M.number = number

local function list(value)
  return type(value) == 'table' and value or {}
end

function M.money(value)
  local amount = number(value)
  if not amount or math.abs(amount) > 1e12 then
    return UNKNOWN
  end
  if amount > 0 and amount < 0.005 then
    return '<$0.01'
  end
  local text = ('%.2f'):format(amount)
  local sign, whole, part = text:match('^(%-?)(%d+)(%.%d+)$')
  whole = whole:reverse():gsub('(%d%d%d)', '%1,'):reverse():gsub('^,', '')
  return ('%s$%s%s'):format(sign, whole, part)
end

--- Returns a cost with its marks: `≥` a lower bound, `*` without calls whose price is not known.
function M.cost(figures)
  figures = list(figures)
  local calls, unpriced = number(figures.calls) or 0, number(figures.unpriced_calls) or 0
  if unpriced > 0 and unpriced >= calls then
    return UNKNOWN .. '*'
  end
  local open = 0
  for _, name in ipairs({ 'unfinished_calls', 'unknown_calls', 'floor_calls' }) do
    open = open + (number(figures[name]) or 0)
  end
  return (open > 0 and '≥' or '') .. M.money(figures.cost_usd) .. (unpriced > 0 and '*' or '')
end

--- Returns a share in whole percent, never more than it is: 79.9 % has not reached 80.
function M.percent(ratio)
  local share = number(ratio)
  if not share or share < 0 or share > 100 then
    return UNKNOWN
  end
  return ('%d %%'):format(math.floor(math.floor(share * 10000 + 0.5) / 100))
end

function M.count(value)
  local it = number(value)
  if not it then
    return UNKNOWN
  elseif it >= 1e6 then
    return ('%.1fM'):format(it / 1e6)
  elseif it >= 1e3 then
    return ('%.0fK'):format(it / 1e3)
  end
  return ('%.0f'):format(it)
end

--- Returns how a window is called: 5h, 7d, or as its agent calls it.
function M.window(limit)
  local minutes = number(limit.minutes)
  if not minutes or minutes <= 0 or minutes > 1e7 then
    return M.clean(limit.window, 16)
  elseif minutes % 1440 == 0 then
    return ('%dd'):format(minutes / 1440)
  elseif minutes % 60 == 0 then
    return ('%dh'):format(minutes / 60)
  end
  return ('%dm'):format(minutes)
end

--- Returns the seconds of an instant in UTC, as the server writes it.
local function seconds(text)
  local y, m, d, h, min, s = tostring(text):match('^(%d%d%d%d)%-(%d%d)%-(%d%d)T(%d%d):(%d%d):(%d%d)')
  if not y then
    return nil
  end
  y, m, d = tonumber(y), tonumber(m), tonumber(d)
  -- Days of a proleptic calendar whose years begin in March; `os.time` would take it for local time.
  y = m <= 2 and y - 1 or y
  local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
  days = days + math.floor((153 * (m + (m > 2 and -3 or 9)) + 2) / 5) + d
  return ((days * 24 + tonumber(h)) * 60 + tonumber(min)) * 60 + tonumber(s)
end

--- Returns how long it is from one instant to another: `1 h 20 min`.
function M.until_(from, to)
  local a, b = seconds(from), seconds(to)
  if not a or not b then
    return UNKNOWN
  end
  local minutes = math.max(0, math.floor((b - a) / 60))
  if minutes >= 2880 then
    return ('%d days'):format(math.floor(minutes / 1440))
  elseif minutes >= 60 then
    return ('%d h %d min'):format(math.floor(minutes / 60), minutes % 60)
  end
  return ('%d min'):format(minutes)
end

local RANK = { ok = 1, warn = 2, used_up = 3 }

--- Returns the limit that matters most: the worst level, then the fullest.
function M.tightest(answer)
  local best
  for _, limit in ipairs(list(list(answer).limits)) do
    local used = type(limit) == 'table' and number(limit.used_ratio)
    if used then
      local rank = RANK[limit.level] or 1
      if not best or rank > best.rank or (rank == best.rank and used > best.used) then
        best = { limit = limit, rank = rank, used = used }
      end
    end
  end
  return best and best.limit
end

function M.level(answer)
  local limit = M.tightest(answer)
  return limit and RANK[limit.level] and limit.level or 'ok'
end

--- Returns `▲` where a limit is near, `✗` where it is used up.
function M.sign(limit)
  return ({ warn = '▲', used_up = '✗' })[limit.level] or ''
end

--- Returns the share of the fullest context of live sessions: it is the next to be compacted.
function M.fullest(feed)
  local most = number(list(feed.figures).fill_pct)
  most = most and most / 100
  for _, live in ipairs(list(list(feed.answer).sessions)) do
    local used, all = number(list(live).context), number(list(live).window)
    if used and all and all > 0 then
      most = math.max(most or 0, used / all)
    end
  end
  return most
end

--- Returns whether the figures are those of now.
function M.is_fresh(feed)
  local fresh = list(feed.figures).fresh
  return feed.state == 'live' and (fresh == 'live' or fresh == 'current')
end

--- Returns the line for statuslines: `$2.91 · ctx 29 % · 5h 84 %▲`, or nothing.
function M.status(feed)
  if not feed.figures then
    return ''
  end
  -- The stream has the newest amount, the answer its marks.
  local amount = number(feed.figures.daily_cost_usd)
  local today = vim.tbl_extend('force', list(list(feed.answer).today), amount and { cost_usd = amount } or {})
  local parts = { M.cost(today) }
  local fullest = M.fullest(feed)
  if fullest then
    -- Contexts are estimates, so the nearest figure is the best one.
    parts[#parts + 1] = ('ctx %s'):format(M.percent(math.floor(fullest * 100 + 0.5) / 100))
  end
  local limit = M.tightest(feed.answer)
  if limit then
    parts[#parts + 1] = ('%s %s%s'):format(M.window(limit), M.percent(limit.used_ratio), M.sign(limit))
  end
  if not M.is_fresh(feed) then
    parts[#parts + 1] = 'stale'
  end
  return table.concat(parts, ' · ')
end

return M
