-- Against the program itself, with its sample logs.

local kit = require('kit')
local test, equal, has, wait = kit.test, kit.equal, kit.has, kit.wait

local program = vim.env.SCOPEON
if not program or program == '' then
  kit.skip('a real server: SCOPEON is not set')
  return
end

local SECRET = 'ffeeddccbbaa99887766554433221100ffeeddcc'
local LINE = '$2.91 · ctx 29 % · 5h 84 %▲'
local home = vim.fn.tempname()
vim.fn.mkdir(home, 'p')

-- A port that is free now.
local url, close = kit.server(function() end)
close()
local port = url:match('%d+$')

local function serve(tier, secret)
  local job = vim.fn.jobstart(
    { program, 'serve', '--demo', '--now', '2026-11-20T15:00:00Z', '--port', port, '--tier', tostring(tier) },
    { env = { HOME = home, SCOPEON_SECRET = secret } }
  )
  local function stop()
    vim.fn.jobstop(job)
    vim.fn.jobwait({ job }, 5000)
  end
  kit.cleanup(stop)
  return stop
end

local function is(text)
  return function()
    return require('scopeon').text() == text
  end
end

test('figures, the window, the statusline and :checkhealth', function()
  serve(2)
  local seen = {}
  require('scopeon').setup({
    url = url,
    on_change = function(text)
      seen[#seen + 1] = text
    end,
  })
  wait('the line', is(LINE), 20000)
  equal(require('scopeon').status(), (LINE:gsub('%%', '%%%%')))
  equal(seen[#seen], LINE)
  equal(require('scopeon').level(), 'warn')
  equal(vim.api.nvim_eval_statusline("%{%v:lua.require'scopeon'.status()%}", {}).str, LINE)
  vim.cmd('Scopeon')
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  io.stdout:write('     ' .. table.concat(lines, '\n     ') .. '\n')
  has(lines, 'Today   $2.91, 2.5× a usual day, likely ~$3.01 by midnight')
  has(lines, 'Month   ≥$30.34*')
  has(lines, 'claude-code · claude-sonnet-5 · ctx ~29 % of 200K · ~10 turns left · $2.36')
  has(lines, '84 % ▲ hit in ~41 min, resets in 1 h 20 min')
  vim.cmd('Scopeon')
  equal(#vim.api.nvim_list_wins(), 1)
  vim.cmd('silent checkhealth scopeon')
  local health = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  has(health, 'tier 2')
  has(health, 'the stream is live')
end)

test('a server that goes and comes back', function()
  local stop = serve(2)
  require('scopeon').setup({ url = url })
  wait('the line', is(LINE), 20000)
  vim.cmd('Scopeon')
  stop()
  wait('its end', is(LINE .. ' · stale'))
  has(vim.api.nvim_buf_get_lines(0, 0, -1, false), 'no connection, trying again')
  serve(2)
  wait('the line again', is(LINE), 20000)
  has(vim.api.nvim_buf_get_lines(0, 0, -1, false), 'Scopeon  live')
end)

test('a line that an agent logs is seen at once', function()
  local home_of_logs = vim.fn.tempname()
  local folder = home_of_logs .. '/.claude/projects/-shop'
  vim.fn.mkdir(folder, 'p')
  local function log(id)
    local line = vim.json.encode({
      type = 'assistant',
      sessionId = '2d03d369-8db9-4ddd-b09d-f72e8e15ae21',
      uuid = id,
      requestId = 'req_' .. id,
      timestamp = os.date('!%Y-%m-%dT%H:%M:%S.000Z'),
      cwd = '/shop',
      version = '2.1.0',
      message = {
        id = 'msg_' .. id,
        role = 'assistant',
        model = 'claude-sonnet-4-5',
        stop_reason = 'end_turn',
        usage = { input_tokens = 1000000, output_tokens = 0 },
      },
    })
    vim.fn.writefile({ line }, folder .. '/2d03d369-8db9-4ddd-b09d-f72e8e15ae21.jsonl', 'a')
  end
  log('a')
  local job = vim.fn.jobstart({ program, 'serve', '--port', port }, { env = { HOME = home_of_logs }, clear_env = true })
  kit.cleanup(function()
    vim.fn.jobstop(job)
    vim.fn.jobwait({ job }, 5000)
  end)
  require('scopeon').setup({ url = url })
  wait('the first line', function()
    return require('scopeon').text():match('^%$%d')
  end, 20000)
  local before = require('scopeon').text()
  log('b')
  wait('the second line', function()
    return require('scopeon').text() ~= before
  end, 3000)
  io.stdout:write(('     %s, then %s\n'):format(before, require('scopeon').text()))
end)

test('sums alone', function()
  serve(1)
  require('scopeon').setup({ url = url })
  wait('the line', is('$2.91 · 5h 84 %▲'), 20000)
  has(require('scopeon.window').lines(), 'not told at this tier')
end)

test('without a token, with a wrong one, with the right one; never on a command line', function()
  serve(2, SECRET)
  local file = vim.fn.tempname()
  local feed = function()
    return require('scopeon.feed')
  end
  local refused = function()
    return feed().state == 'refused'
  end
  require('scopeon').setup({ url = url })
  wait('the refusal', refused, 20000)
  equal(require('scopeon').status(), '')
  vim.fn.writefile({ ('0'):rep(40) }, file)
  require('scopeon').setup({ url = url, token_file = file })
  wait('the refusal', refused)
  vim.fn.writefile({ SECRET }, file)
  -- The next try takes the new one by itself.
  wait('the line', is(LINE), 20000)
  local found = 0
  for _, path in ipairs(vim.fn.glob('/proc/[0-9]*/cmdline', true, true)) do
    local handle = io.open(path, 'rb')
    local text = handle and handle:read('*a') or ''
    if handle then
      handle:close()
    end
    if text:match('^curl%z') then
      found = found + 1
      assert(not text:find(SECRET, 1, true), 'the token is on a command line')
    end
  end
  assert(found > 0 or vim.fn.isdirectory('/proc/1') == 0)
  vim.cmd('silent checkhealth scopeon')
  has(vim.api.nvim_buf_get_lines(0, 0, -1, false), 'chmod 600')
end)

test('no connection is left after stop', function()
  serve(1)
  require('scopeon').setup({ url = url })
  wait('figures', function()
    return require('scopeon').text() ~= ''
  end, 20000)
  require('scopeon').stop()
  kit.sleep(200)
  equal(vim.fn.system({ 'pgrep', '-P', tostring(vim.fn.getpid()), '-x', 'curl' }), '')
  equal(require('scopeon').status(), '')
end)

if vim.env.LUALINE then
  test('the component of lualine', function()
    serve(2)
    vim.opt.runtimepath:append(vim.env.LUALINE)
    require('scopeon').setup({ url = url })
    wait('the line', is(LINE), 20000)
    require('lualine').setup({ options = { icons_enabled = false }, sections = { lualine_x = { 'scopeon' } } })
    vim.o.columns = 160
    require('lualine').refresh({ trigger = 'test' })
    local drawn = vim.api.nvim_eval_statusline(require('lualine').statusline(true), { maxwidth = 160 }).str
    io.stdout:write('     ' .. drawn .. '\n')
    has(drawn, LINE)
  end)
else
  kit.skip('lualine: LUALINE is not set')
end
