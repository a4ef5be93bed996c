-- Servers that misbehave, and what a server is sent.

local kit = require('kit')
local test, equal, has, wait = kit.test, kit.equal, kit.has, kit.wait

local function feed()
  return require('scopeon.feed')
end

local function setup(url, more)
  require('scopeon').setup(vim.tbl_extend('force', { url = url }, more or {}))
end

test('no server: nothing is shown, nothing is said, and it is tried again', function()
  local url, close = kit.server(function() end)
  close()
  setup(url)
  wait('three tries', function()
    return feed().connections >= 3
  end)
  equal({ require('scopeon').status(), feed().state }, { '', 'waiting' })
  has(feed().reason, 'no server there')
end)

test('no curl: the same', function()
  local path = vim.env.PATH
  vim.env.PATH = '/nowhere'
  setup('http://127.0.0.1:1')
  vim.env.PATH = path
  equal({ require('scopeon').status(), feed().state }, { '', 'waiting' })
  has(feed().reason, 'curl cannot be started')
end)

local ANSWER = { now = '2026-11-20T15:00:00Z', today = { cost_usd = '1.5', calls = 1 }, limits = {}, sessions = {} }

test('patches, null, unknown types, and going on after a message', function()
  local heads = {}
  local url, close = kit.server(function(request, client)
    if request:match('^GET /api') then
      return kit.json(client, vim.empty_dict())
    end
    heads[#heads + 1] = request
    if #heads == 1 then
      client:write(kit.STREAM .. kit.event(41, 'snapshot', { daily_cost_usd = 1, fill_pct = 29, fresh = 'live' }))
      client:write(kit.event(42, 'alert', { daily_cost_usd = 9 }))
      client:write(kit.event(43, 'patch', { daily_cost_usd = 2, fill_pct = vim.NIL }))
      client:shutdown(function()
        client:close()
      end)
    else
      client:write(kit.STREAM .. kit.event(44, 'patch', { daily_cost_usd = 3 }))
    end
  end)
  setup(url)
  wait('the second connection', function()
    return require('scopeon').text() == '$3.00'
  end)
  assert(not heads[1]:lower():find('last-event-id', 1, true))
  has(heads[2]:lower(), 'last-event-id: 43')
  close()
end)

test('a patch without its snapshot is not believed', function()
  local heads = 0
  local url, close = kit.server(function(request, client)
    if request:match('^GET /sse') then
      heads = heads + 1
      client:write(kit.STREAM .. kit.event(1, 'patch', { daily_cost_usd = 3 }))
    end
  end)
  setup(url)
  wait('another try', function()
    return heads >= 2
  end)
  equal(require('scopeon').text(), '')
  close()
end)

local junk = {
  ['a page'] = kit.STREAM:gsub('event%-stream', 'html') .. ('<p>hello</p>\n'):rep(100000),
  ['one endless line'] = kit.STREAM .. ('x'):rep(3000000),
  ['endless data'] = kit.STREAM .. ('data: x\n'):rep(400000),
  ['events of nothing'] = kit.STREAM .. ('data: x\n\n'):rep(400000),
  ['bytes'] = kit.STREAM .. ('\0\255\254\r'):rep(500000),
  ['deep JSON'] = kit.STREAM .. 'data: ' .. ('['):rep(100000) .. '\n\n',
  ['other types'] = kit.STREAM .. 'data: {"type":7,"data":[]}\n\ndata: null\n\ndata: [1]\n\n',
  ['a failure'] = 'HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n',
  ['another protocol'] = 'SSH-2.0-OpenSSH_9.2\r\n',
}
for name, bytes in pairs(junk) do
  test('junk: ' .. name, function()
    local url, close = kit.server(function(_, client)
      client:write(bytes, function()
        if not client:is_closing() then
          client:close()
        end
      end)
    end)
    local stall = kit.stall(function()
      setup(url)
      wait('two tries', function()
        return feed().connections >= 3
      end)
    end)
    equal({ require('scopeon').status(), feed().state }, { '', 'waiting' })
    assert(stall < 250, ('the editor was held for %d ms'):format(stall))
    close()
  end)
end

test('a flood of good messages leaves the editor free', function()
  local text = {}
  for seq = 1, 20000 do
    text[seq] = kit.event(seq, 'snapshot', { daily_cost_usd = seq, fresh = 'live' })
  end
  local url, close = kit.server(function(request, client)
    if request:match('^GET /sse') then
      client:write(kit.STREAM .. table.concat(text))
    else
      kit.json(client, ANSWER)
    end
  end)
  local stall = kit.stall(function()
    setup(url)
    wait('the last', function()
      return feed().figures and feed().figures.daily_cost_usd == 20000
    end, 10000)
  end)
  assert(stall < 400, ('the editor was held for %d ms'):format(stall))
  close()
end)

test('a silent server is left', function()
  feed().times.silence = 200
  local url, close = kit.server(function(_, client)
    client:write(kit.STREAM)
  end)
  setup(url)
  wait('another try', function()
    return feed().connections >= 2
  end)
  has(feed().reason, 'silent')
  close()
end)

test('figures that are too old are forgotten', function()
  feed().times.forget = 300
  local url, close = kit.server(function(request, client)
    if request:match('^GET /sse') then
      client:write(kit.STREAM .. kit.event(1, 'snapshot', { daily_cost_usd = 1, fresh = 'live' }))
    else
      kit.json(client, ANSWER)
    end
  end)
  setup(url)
  wait('figures', function()
    return require('scopeon').text() == '$1.00'
  end)
  kit.sleep(400)
  equal(require('scopeon').text(), '$1.00')
  close()
  wait('their loss', function()
    return require('scopeon').text() == '$1.00 · stale'
  end)
  wait('nothing', function()
    return require('scopeon').text() == ''
  end)
end)

local EVIL = "%{system('touch /tmp/x')}%#Error#\27[31m\n\226\128\174|"

test('nothing of a server is evaluated in a statusline, and the window keeps its lines', function()
  local answer = {
    now = EVIL,
    today = { cost_usd = EVIL, calls = EVIL },
    this_week = EVIL,
    usual = { today_ratio = EVIL },
    sessions = { EVIL, { context = EVIL, model = EVIL, session = { provider = EVIL, cost_usd = {} } } },
    limits = { EVIL, { window = EVIL, used_ratio = 0.5, level = EVIL, provider = EVIL, resets_at = EVIL } },
  }
  local url, close = kit.server(function(request, client)
    if request:match('^GET /sse') then
      client:write(kit.STREAM .. kit.event(1, 'snapshot', { daily_cost_usd = EVIL, fill_pct = EVIL, fresh = EVIL }))
    else
      kit.json(client, answer)
    end
  end)
  setup(url)
  wait('the answer', function()
    return feed().answer ~= nil
  end)
  local scopeon = require('scopeon')
  has(scopeon.text(), "%{system('t")
  assert(not scopeon.text():find('[%c]'))
  for _, line in ipairs({ scopeon.status(), "%{%v:lua.require'scopeon'.status()%}", "%{v:lua.require'scopeon'.text()}" }) do
    local drawn = vim.api.nvim_eval_statusline(line, { highlights = true, maxwidth = 200 })
    equal(drawn.str, scopeon.text())
    equal(#drawn.highlights, 1)
  end
  scopeon.open()
  has(vim.api.nvim_buf_get_lines(0, 0, -1, false), "%{system('touch")
  for _, line in ipairs(require('scopeon.window').lines()) do
    assert(not line:find('[%c]') and not line:find('\226\128\174', 1, true), line)
  end
  close()
end)

test('redirects are not followed, so a token stays with its server', function()
  local asked, elsewhere = 0, 0
  local other, close_other = kit.server(function()
    elsewhere = elsewhere + 1
  end)
  local url, close = kit.server(function(_, client)
    asked = asked + 1
    client:write(('HTTP/1.1 307 X\r\nlocation: %s/\r\ncontent-length: 0\r\n\r\n'):format(other))
  end)
  setup(url)
  wait('two tries', function()
    return asked >= 2
  end)
  equal(elsewhere, 0)
  close()
  close_other()
end)
