--- Follows `GET /sse/v1/status`, and asks for what the stream does not hold whenever it says that something changed.

local uv = vim.uv or vim.loop
local config = require('scopeon.config')
local curl = require('scopeon.curl')
local sse = require('scopeon.sse')

local M = {
  --- `off`, `connecting`, `live`, `waiting` or `refused`.
  state = 'off',
  --- What the stream said last; nil before its first message.
  figures = nil,
  --- The answer of `/api/v1/status`.
  answer = nil,
  --- Why there is no connection, for `:checkhealth`.
  reason = nil,
  --- How many connections were opened, for `:checkhealth` and tests.
  connections = 0,
}

--- Milliseconds. Tests make them shorter.
M.times = {
  shortest = 1000,
  longest = 30000,
  -- Whoever was refused asks rarely: the token has to be changed by hand.
  refused = 60000,
  -- The server says something every 15 seconds.
  silence = 45000,
  -- Limits move with time, though nobody writes.
  ask = 60000,
  -- At most so often after changes.
  least = 500,
  -- Figures of an hour ago, or of yesterday, are worse than none.
  forget = 15 * 60000,
}
-- Answers are a few KiB.
local LONGEST_ANSWER = 4 * 1024 * 1024

local stream, asked, pause, last, parser
local timers = {}
local listeners = {}
local changed

local function after(name, milliseconds, call)
  timers[name] = timers[name] or uv.new_timer()
  timers[name]:start(milliseconds, 0, vim.schedule_wrap(function()
    if M.state ~= 'off' then
      call()
    end
  end))
end

local function set(state, reason)
  M.state = state
  M.reason = reason
  changed()
end

--- Calls `listener` after each change, until it returns `false`.
function M.listen(listener)
  if vim.tbl_contains(listeners, listener) then
    return
  end
  listeners[#listeners + 1] = listener
end

local shown
changed = function()
  local kept = {}
  for _, listener in ipairs(listeners) do
    local ok, more = pcall(listener)
    if ok and more ~= false then
      kept[#kept + 1] = listener
    end
  end
  listeners = kept
  local text = require('scopeon.words').status(M)
  if text == shown then
    return
  end
  shown = text
  if config.on_change then
    pcall(config.on_change, text)
  end
  -- lualine draws by its own clock; everything else draws now.
  pcall(vim.cmd, 'redrawstatus!')
end

local function headers(accept)
  local token, problem = config.token()
  if problem then
    return nil, problem
  end
  return { accept = accept, ['x-scopeon-token'] = token }
end

local connect, ask

local function reconnect(reason)
  if stream then
    stream.stop()
    stream = nil
  end
  pause = math.min(pause and pause * 2 or M.times.shortest, M.times.longest)
  set('waiting', reason)
  -- Not all editors at the same moment when a server comes back.
  after('connect', pause + math.random(0, math.floor(pause / 4)), connect)
end

local function refused(reason)
  last = nil
  M.figures, M.answer = nil, nil
  set('refused', reason)
  after('connect', M.times.refused, connect)
end

local function silence()
  after('silence', M.times.silence, function()
    if stream then
      reconnect('the server fell silent')
    end
  end)
end

local function remember()
  after('forget', M.times.forget, function()
    M.answer = nil
    if M.state == 'live' then
      -- The stream stands for its own figures; they are forgotten once it is gone.
      remember()
    else
      M.figures, last = nil, nil
    end
    changed()
  end)
end

--- Takes a message of the stream.
---@return boolean known `false` where it is no message of this server
local function take(data, id)
  local ok, message = pcall(vim.json.decode, data)
  if not ok or type(message) ~= 'table' or type(message.type) ~= 'string' then
    return false
  end
  -- Types of later versions are passed over.
  if (message.type ~= 'snapshot' and message.type ~= 'patch') or type(message.data) ~= 'table' then
    return true
  end
  if message.type == 'patch' and not M.figures then
    last = nil
    return false
  end
  local figures = message.type == 'patch' and M.figures or {}
  for key, value in pairs(message.data) do
    -- `null` says that a figure is gone.
    figures[key] = value ~= vim.NIL and value or nil
  end
  M.figures, last, pause = figures, id or last, nil
  remember()
  set('live')
  ask()
  return true
end

connect = function()
  if stream then
    stream.stop()
    stream = nil
  end
  local sent, problem = headers('text/event-stream')
  if not sent then
    return refused(problem)
  end
  -- Figures have to be kept for a patch to go on from.
  sent['last-event-id'] = M.figures and last or nil
  M.connections = M.connections + 1
  parser = sse.new()
  if M.state ~= 'waiting' then
    set('connecting')
  end
  silence()
  local handle, missing = curl.start({ url = config.url .. '/sse/v1/status', headers = sent }, function(bytes)
    silence()
    local is_known = true
    local goes_on = parser:feed(bytes, function(data, id)
      if is_known and take(data, id) then
        parser:accept()
      else
        is_known = false
      end
    end)
    if not (is_known and goes_on) then
      last, M.figures = nil, nil
      reconnect('what answers is not Scopeon')
    end
  end, function(status, exit)
    stream = nil
    if status == 401 or status == 403 then
      refused(status == 401 and 'the server wants a token, or another one' or 'the server refuses this (tier or name)')
    elseif status >= 400 then
      reconnect(('the server answers %d'):format(status))
    else
      reconnect(status == 0 and ('no server there (curl %d)'):format(exit) or 'the stream ended')
    end
  end)
  if not handle then
    return reconnect('curl cannot be started: ' .. tostring(missing))
  end
  stream = handle
end

local asked_at = 0
--- Asks for sessions and limits, now or as soon as it may.
ask = function()
  after('again', M.times.ask, ask)
  if asked then
    return
  end
  local wait = asked_at + M.times.least - uv.now()
  if wait > 0 then
    after('ask', wait, ask)
    return
  end
  local sent = M.state == 'live' and headers('application/json')
  if not sent then
    return
  end
  asked_at = uv.now()
  local pieces, size = {}, 0
  -- The whole of it: to name a field that the server's tier does not tell is a bad request.
  local request = { url = config.url .. '/api/v1/status', headers = sent, timeout = 10 }
  asked = curl.start(request, function(bytes)
    size = size + #bytes
    if size <= LONGEST_ANSWER then
      pieces[#pieces + 1] = bytes
    end
  end, function(status)
    asked = nil
    if status ~= 200 or size > LONGEST_ANSWER then
      return
    end
    local ok, answer = pcall(vim.json.decode, table.concat(pieces), { luanil = { object = true, array = true } })
    if ok and type(answer) == 'table' then
      M.answer = answer
      remember()
      changed()
    end
  end)
end

function M.stop()
  M.state, M.reason = 'off', nil
  for _, timer in pairs(timers) do
    timer:stop()
  end
  for _, handle in pairs({ stream or false, asked or false }) do
    if handle then
      handle.stop()
    end
  end
  stream, asked, pause, last = nil, nil, nil, nil
  M.figures, M.answer = nil, nil
  asked_at = 0
  changed()
end

function M.start()
  M.stop()
  M.state = 'connecting'
  -- curl would end by itself at the next comment; this ends it at once.
  local group = vim.api.nvim_create_augroup('scopeon', { clear = true })
  vim.api.nvim_create_autocmd('VimLeavePre', { group = group, callback = M.stop })
  connect()
end

return M
