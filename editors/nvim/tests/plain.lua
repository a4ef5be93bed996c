-- What needs no connection: events, words, options.

local kit = require('kit')
local test, equal = kit.test, kit.equal

local function read(pieces)
  local parser, events = require('scopeon.sse').new(), {}
  for _, piece in ipairs(pieces) do
    parser:feed(piece, function(data, id)
      events[#events + 1] = { data, id }
    end)
  end
  return events
end

test('events, cut at any byte, with any line ends', function()
  for _, stop in ipairs({ '\n', '\r\n' }) do
    local text = (': here\n\nid: 7\ndata: a\ndata:b\n\nevent: x\nid: 8\ndata: c\n\ndata: cut off'):gsub('\n', stop)
    for at = 1, #text do
      equal(read({ text:sub(1, at), text:sub(at + 1) }), { { 'a\nb', '7' }, { 'c', '8' } })
    end
  end
  equal(read({ 'data: a\r\rdata: b\r\rx' }), { { 'a' }, { 'b' } })
end)

test('an id that could become a header is passed over', function()
  equal(read({ 'id: 7\ndata: a\n\nid: 8"x\ndata: b\n\nid: 123456789012345678901\ndata: c\n\n' }), {
    { 'a', '7' },
    { 'b', '7' },
    { 'c', '7' },
  })
end)

test('a stream that never ends an event is given up', function()
  local parser, ok = require('scopeon.sse').new(), true
  for _ = 1, 300 do
    ok = parser:feed(('x'):rep(1024), error) and ok
  end
  equal(ok, false)
end)

test('amounts, shares and times', function()
  local words = require('scopeon.words')
  local money = {}
  for _, value in ipairs({ '2.9088036', 0, '0.001', 1234567.891, '-3', 'nan', 'x', {}, 1e300, 1 / 0 }) do
    money[#money + 1] = words.money(value)
  end
  equal(money, { '$2.91', '$0.00', '<$0.01', '$1,234,567.89', '-$3.00', '–', '–', '–', '–', '–' })
  equal(words.money(nil), '–')
  equal({ words.percent(0.7999), words.percent(0.29), words.percent(1), words.percent('x') }, { '79 %', '29 %', '100 %', '–' })
  equal(words.cost({ cost_usd = '30.344', floor_calls = 6, unpriced_calls = 127, calls = 959 }), '≥$30.34*')
  equal(words.cost({ cost_usd = '0', unpriced_calls = 3, calls = 3 }), '–*')
  equal(words.until_('2026-11-20T15:00:00.000Z', '2026-11-20T16:20:00.000Z'), '1 h 20 min')
  equal(words.until_('2027-12-31T23:59:00Z', '2028-03-01T00:00:00Z'), '60 days')
  equal(words.until_('2026-11-20T15:00:00.000Z', 'soon'), '–')
  equal({ words.window({ minutes = 300 }), words.window({ minutes = 10080 }), words.window({ window = 'x\ny' }) }, { '5h', '7d', 'x y' })
end)

test('text of a server cannot change lines, colours or direction', function()
  local clean = require('scopeon.words').clean
  equal(clean('a\27[31mb\nc\0d\194\133e\226\128\174f\226\129\166g'), 'a [31mb c d efg')
  equal(clean(('ä'):rep(50), 10), ('ä'):rep(9) .. '…')
  equal(clean({}), '–')
end)

test('options that would be unsafe are refused', function()
  local config = require('scopeon.config')
  for _, url in ipairs({ 'ftp://x', 'http://u:p@h', 'http://h/p', 'http://h?token=1', 'http://h"\nx', 'http://h x', 'http://h::1', 7 }) do
    config.set({ url = url })
    assert(config.problem, tostring(url))
  end
  config.set({ url = 'https://scopeon.example:8443/' })
  equal({ config.url, config.problem }, { 'https://scopeon.example:8443' })
  config.set({ url = 'http://[::1]:7771' })
  equal({ config.url, config.is_local(config.url) }, { 'http://[::1]:7771', true })
  equal(config.is_local('http://localhost.example:7771'), false)
  config.set({ token = 'x' })
  assert(config.problem)
end)

test('a token is read from a file alone, and not sent in the clear to another machine', function()
  local config, file = require('scopeon.config'), vim.fn.tempname()
  vim.fn.writefile({ 'abc.DEF-1' }, file)
  config.set({ token_file = file })
  equal({ config.token() }, { 'abc.DEF-1' })
  config.set({ token_file = file, url = 'http://10.0.0.1:7771' })
  equal(config.token(), nil)
  config.set({ token_file = file, url = 'http://10.0.0.1:7771', allow_plain_http = true })
  equal(config.token(), 'abc.DEF-1')
  vim.fn.writefile({ 'abc"', 'url = "http://elsewhere"' }, file)
  config.set({ token_file = file })
  equal({ config.token() }, { nil, 'token_file does not hold a token' })
  config.set({ token_file = '/dev/zero' })
  equal({ config.token() }, { nil, 'token_file is not a file' })
end)
