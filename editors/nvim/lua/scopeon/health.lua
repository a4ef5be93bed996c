--- `:checkhealth scopeon`

local M = {}

-- Names before Neovim 0.10.
local report = {
  start = vim.health.start or vim.health.report_start,
  ok = vim.health.ok or vim.health.report_ok,
  warn = vim.health.warn or vim.health.report_warn,
  error = vim.health.error or vim.health.report_error,
}

local function program()
  if vim.fn.has('nvim-0.9') == 1 then
    report.ok('Neovim is 0.9 or newer')
  else
    report.warn('Neovim is older than 0.9, with which this is not tested')
  end
  if vim.fn.executable('curl') ~= 1 then
    report.error('curl is not found; without it nothing can be asked')
    return false
  end
  report.ok(vim.fn.systemlist({ 'curl', '--version' })[1] or 'curl')
  return true
end

local function token(config)
  if not config.token_file then
    report.ok('no token is sent: token_file is not set')
    return
  end
  local _, problem = config.token()
  if problem then
    report.error(problem)
  elseif config.token_is_open() then
    report.warn('others on this machine may read the token', { 'chmod 600 ' .. config.token_file })
  else
    report.ok('the token is read from ' .. config.token_file)
  end
end

local function server(config)
  local words = require('scopeon.words')
  local pieces, status = {}, nil
  local request = { url = config.url .. '/health', headers = { accept = 'application/json' }, timeout = 3 }
  require('scopeon.curl').start(request, function(bytes)
    pieces[#pieces + 1] = bytes
  end, function(code)
    status = code
  end)
  vim.wait(4000, function()
    return status ~= nil
  end, 20)
  if status == 0 or status == nil then
    report.error('no server answers at ' .. config.url, { 'start it: scopeon serve' })
    return
  end
  local ok, health = pcall(vim.json.decode, table.concat(pieces))
  if status ~= 200 or not ok or type(health) ~= 'table' or health.status ~= 'ok' then
    report.error(('what answers at %s is not Scopeon (%d)'):format(config.url, status))
    return
  end
  report.ok(('Scopeon %s answers at %s, tier %s'):format(words.clean(health.version), config.url, words.count(health.tier)))
  if words.number(health.tier) == 0 then
    report.warn('tier 0 tells no figures', { 'scopeon serve --tier 1' })
  end
  if health.needs_token == true and not config.token_file then
    report.warn('the server wants a token', { 'scopeon token mint --tier 2 --ttl 30d --name nvim > FILE', 'set token_file' })
  end
end

local function connection()
  local feed = require('scopeon.feed')
  local text = require('scopeon.words').clean(feed.reason or '', 120)
  if feed.state == 'live' then
    report.ok('the stream is live')
  elseif feed.state == 'off' then
    report.warn('nothing is followed', { "require('scopeon').setup{}" })
  else
    report.warn(('the stream is %s: %s'):format(feed.state, text))
  end
end

function M.check()
  local config = require('scopeon.config')
  report.start('scopeon')
  if config.problem then
    report.error(config.problem)
  end
  if program() then
    token(config)
    server(config)
  end
  connection()
end

return M
