-- What tests share: waiting, a server that says what a test wants, and the count.

local uv = vim.uv or vim.loop
local M = {}
local passed, failed, skipped = 0, 0, 0
local cleanups = {}

local function say(text)
  io.stdout:write(text .. '\n')
end

function M.failed(name, problem)
  failed = failed + 1
  say('FAIL ' .. name .. '\n  ' .. tostring(problem):gsub('\n', '\n  '))
end

--- Calls this after the test, however it ends.
function M.cleanup(call)
  cleanups[#cleanups + 1] = call
end

-- Makes what the module keeps between two tests start as new.
local function reset()
  if package.loaded['scopeon.feed'] then
    require('scopeon.feed').stop()
  end
  for name in pairs(package.loaded) do
    if name == 'scopeon' or name:match('^scopeon%.') then
      package.loaded[name] = nil
    end
  end
  vim.cmd('silent! %bwipeout!')
  vim.cmd('messages clear')
  vim.v.errmsg = ''
  local times = require('scopeon.feed').times
  times.shortest, times.longest, times.least, times.refused = 50, 200, 20, 300
end

--- Runs one test; afterwards nothing may have been said to the user.
function M.test(name, run)
  reset()
  local ok, problem = xpcall(run, debug.traceback)
  local said = vim.trim(vim.fn.execute('messages') .. vim.v.errmsg)
  if ok and said ~= '' then
    ok, problem = false, 'said to the user: ' .. said
  end
  require('scopeon.feed').stop()
  for _, call in ipairs(cleanups) do
    call()
  end
  cleanups = {}
  if ok then
    passed = passed + 1
    say('ok   ' .. name)
  else
    M.failed(name, problem)
  end
end

function M.skip(name)
  skipped = skipped + 1
  say('skip ' .. name)
end

function M.equal(is, should)
  if not vim.deep_equal(is, should) then
    error(('is %s\nshould be %s'):format(vim.inspect(is), vim.inspect(should)), 2)
  end
end

function M.has(text, part)
  if type(text) == 'table' then
    text = table.concat(text, '\n')
  end
  if not text:find(part, 1, true) then
    error(('%q is not in:\n%s'):format(part, text), 2)
  end
end

--- Waits until a condition holds.
function M.wait(what, condition, milliseconds)
  if not vim.wait(milliseconds or 5000, condition, 10) then
    local feed = require('scopeon.feed')
    error(('waited for %s; state %s (%s)'):format(what, feed.state, feed.reason), 2)
  end
end

function M.sleep(milliseconds)
  vim.wait(milliseconds, function()
    return false
  end, 5)
end

--- Returns the longest time in milliseconds that the editor was not free while something went on.
function M.stall(run)
  local longest, seen = 0, uv.hrtime()
  local timer = uv.new_timer()
  timer:start(0, 5, vim.schedule_wrap(function()
    local now = uv.hrtime()
    longest, seen = math.max(longest, (now - seen) / 1e6), now
  end))
  run()
  timer:stop()
  timer:close()
  return longest
end

--- Starts a server. `answer(request, client)` writes what it wants; the address is returned.
function M.server(answer)
  local listener = uv.new_tcp()
  listener:bind('127.0.0.1', 0)
  local clients = {}
  listener:listen(16, function()
    local client = uv.new_tcp()
    listener:accept(client)
    clients[#clients + 1] = client
    local head = ''
    client:read_start(function(_, bytes)
      if not bytes then
        return client:is_closing() or client:close()
      end
      head = head .. bytes
      if head:find('\r\n\r\n', 1, true) then
        local request = head
        head = ''
        answer(request, client)
      end
    end)
  end)
  local close = function()
    listener:close()
    for _, client in ipairs(clients) do
      if not client:is_closing() then
        client:close()
      end
    end
  end
  local once = function()
    if not listener:is_closing() then
      close()
    end
  end
  M.cleanup(once)
  return ('http://127.0.0.1:%d'):format(listener:getsockname().port), once
end

M.STREAM = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n'

function M.json(client, value, status)
  local body = vim.json.encode(value)
  client:write(
    ('HTTP/1.1 %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n\r\n%s'):format(
      status or '200 OK',
      #body,
      body
    )
  )
end

function M.event(seq, type, data)
  return ('id: %d\ndata: %s\n\n'):format(seq, vim.json.encode({ type = type, seq = seq, data = data }))
end

function M.finish()
  say(('%d passed, %d failed, %d skipped'):format(passed, failed, skipped))
  if failed > 0 then
    vim.cmd('cquit 1')
  end
  vim.cmd('qall!')
end

return M
