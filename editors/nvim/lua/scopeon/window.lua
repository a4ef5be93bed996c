--- The small window of `:Scopeon`. It changes while it is open, as the server sends.

local feed = require('scopeon.feed')
local words = require('scopeon.words')

local M = {}
local space = vim.api.nvim_create_namespace('scopeon')
local buffer, window

local STATES = {
  off = 'off',
  connecting = 'connecting',
  live = 'live',
  waiting = 'no connection, trying again',
  refused = 'refused by the server',
}
-- More live sessions or limits than this are not read in a small window.
local MOST = 12

local function table_of(value)
  return type(value) == 'table' and value or {}
end

local function today(lines, answer)
  local figures = table_of(answer.today)
  local line = ('  Today   %s'):format(words.cost(figures))
  local ratio = words.number(table_of(answer.usual).today_ratio)
  if ratio then
    line = line .. (', %.1f× a usual day'):format(ratio)
  end
  local likely = table_of(table_of(answer.outlook).day).likely_usd
  if likely then
    line = line .. (', likely ~%s by midnight'):format(words.money(likely))
  end
  lines[#lines + 1] = line
  lines[#lines + 1] = ('  Week    %s'):format(words.cost(answer.this_week))
  lines[#lines + 1] = ('  Month   %s'):format(words.cost(answer.this_month))
end

local function sessions(lines, answer)
  lines[#lines + 1] = ''
  lines[#lines + 1] = 'Live sessions'
  if answer.sessions == nil then
    lines[#lines + 1] = '  not told at this tier: scopeon serve --tier 2'
    return
  end
  local count = 0
  for _, live in ipairs(table_of(answer.sessions)) do
    live = table_of(live)
    local session = table_of(live.session)
    local used, all = words.number(live.context), words.number(live.window)
    local parts = { words.clean(session.provider), words.clean(live.model) }
    if used and all and all > 0 then
      local share = math.floor(used / all * 100 + 0.5) / 100
      parts[#parts + 1] = ('ctx ~%s of %s'):format(words.percent(share), words.count(all))
    end
    if words.number(live.turns_left) then
      parts[#parts + 1] = ('~%s turns left'):format(words.count(live.turns_left))
    end
    parts[#parts + 1] = words.cost(session)
    count = count + 1
    if count <= MOST then
      lines[#lines + 1] = '  ' .. table.concat(parts, ' · ')
    end
  end
  if count == 0 then
    lines[#lines + 1] = '  none'
  elseif count > MOST then
    lines[#lines + 1] = ('  and %d more'):format(count - MOST)
  end
end

local function limits(lines, answer)
  lines[#lines + 1] = ''
  lines[#lines + 1] = 'Limits'
  local none = true
  for at, limit in ipairs(table_of(answer.limits)) do
    if at > MOST then
      break
    end
    limit, none = table_of(limit), false
    local line = ('  %-14s %-4s %5s %s'):format(
      words.clean(limit.provider, 24),
      words.window(limit),
      words.percent(limit.used_ratio),
      words.sign(limit)
    )
    local hit = table_of(limit.pace).exhausted_at
    if hit then
      line = line .. (' hit in ~%s,'):format(words.until_(answer.now, hit))
    end
    if limit.resets_at then
      line = line .. (' resets in %s'):format(words.until_(answer.now, limit.resets_at))
    end
    lines[#lines + 1] = line
  end
  if none then
    lines[#lines + 1] = '  no readings yet'
  end
end

--- Returns what the window holds.
---@return string[]
function M.lines()
  local state = STATES[feed.state] or ''
  if feed.state == 'live' and not words.is_fresh(feed) then
    state = 'stale: the server does not read what comes right now'
  end
  local lines = { 'Scopeon  ' .. state }
  if feed.reason then
    lines[#lines + 1] = '  ' .. words.clean(feed.reason, 70)
  end
  if not feed.answer then
    lines[#lines + 1] = '  no figures; :checkhealth scopeon says why'
    return lines
  end
  today(lines, feed.answer)
  sessions(lines, feed.answer)
  limits(lines, feed.answer)
  return lines
end

local function is_open()
  return window and vim.api.nvim_win_is_valid(window)
end

local function draw()
  if not (buffer and vim.api.nvim_buf_is_valid(buffer)) then
    return false
  end
  local lines = M.lines()
  vim.bo[buffer].modifiable = true
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].modifiable = false
  local width = 24
  for at, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line) + 1)
    if not line:match('^ ') and line ~= '' then
      vim.api.nvim_buf_set_extmark(buffer, space, at - 1, 0, { end_col = #line, hl_group = 'Title' })
    end
  end
  if is_open() then
    vim.api.nvim_win_set_config(window, {
      width = math.max(1, math.min(width, vim.o.columns - 4)),
      height = math.max(1, math.min(#lines, vim.o.lines - 4)),
    })
  end
  return is_open()
end

--- Opens the window, or closes it.
function M.toggle()
  if is_open() then
    vim.api.nvim_win_close(window, true)
    window = nil
    return
  end
  buffer = vim.api.nvim_create_buf(false, true)
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].filetype = 'scopeon'
  window = vim.api.nvim_open_win(buffer, true, {
    relative = 'editor',
    row = 2,
    col = 2,
    width = 24,
    height = 1,
    style = 'minimal',
    border = 'rounded',
  })
  vim.wo[window].wrap = false
  for _, key in ipairs({ 'q', '<Esc>' }) do
    vim.keymap.set('n', key, M.toggle, { buffer = buffer, nowait = true })
  end
  draw()
  feed.listen(draw)
end

return M
