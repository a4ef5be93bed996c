--- Options, checked before anything is done with them.

local uv = vim.uv or vim.loop
local M = { url = 'http://127.0.0.1:7771' }

local DEFAULT_URL = M.url
-- Longer than any token; a file that is not a token is not read whole.
local LONGEST_TOKEN = 8192
local LOOPBACK = { ['127.0.0.1'] = true, ['localhost'] = true, ['[::1]'] = true }

---@param url any
---@return string|nil url, string|nil problem
local function checked(url)
  if type(url) ~= 'string' then
    return nil, 'url has to be a string'
  end
  -- Only what an origin may hold: what follows goes into curl's configuration, where quotes and line ends have a meaning.
  local origin, port = url:match('^(https?://[%w%.%-]+)(:?%d*)/?$')
  if not origin then
    origin, port = url:match('^(https?://%[[%x:]+%])(:?%d*)/?$')
  end
  if not origin then
    return nil, 'url has to be like http://127.0.0.1:7771, without a path, a user or a query'
  end
  return origin .. port, nil
end

--- Returns whether the server is this machine.
---@param url string
function M.is_local(url)
  local host = url:match('^https?://(%[[%x:]+%])') or url:match('^https?://([^:/]+)')
  return LOOPBACK[host or ''] or false
end

function M.set(options)
  options = type(options) == 'table' and options or {}
  M.given = options
  M.on_change = type(options.on_change) == 'function' and options.on_change or nil
  M.token_file = type(options.token_file) == 'string' and options.token_file or nil
  M.allow_plain_http = options.allow_plain_http == true
  local url
  url, M.problem = checked(options.url or DEFAULT_URL)
  M.url = url or DEFAULT_URL
  if options.token then
    M.problem = 'a token does not belong in the configuration: use token_file'
  end
end

--- Reads the token. It is read for each connection, so that a new one is taken without a restart.
---@return string|nil token, string|nil problem
function M.token()
  if not M.token_file then
    return nil, nil
  end
  local path = vim.fn.expand(M.token_file)
  local stat = uv.fs_stat(path)
  -- Anything else, a pipe above all, could block the editor.
  if not stat or stat.type ~= 'file' then
    return nil, 'token_file is not a file'
  end
  if M.url:match('^http://') and not M.is_local(M.url) and not M.allow_plain_http then
    return nil, 'the token is not sent over plain http to another machine; see allow_plain_http'
  end
  local handle = uv.fs_open(path, 'r', 0)
  if not handle then
    return nil, 'token_file cannot be read'
  end
  local text = uv.fs_read(handle, LONGEST_TOKEN, 0)
  uv.fs_close(handle)
  local token = (text or ''):match('^%s*([%w%-%._~%+/=]+)%s*$')
  if not token then
    return nil, 'token_file does not hold a token'
  end
  return token, nil
end

--- Returns whether others may read the token's file; nil where that is not known.
function M.token_is_open()
  local stat = M.token_file and uv.fs_stat(vim.fn.expand(M.token_file))
  if not stat or vim.fn.has('win32') == 1 then
    return nil
  end
  return stat.mode % 64 ~= 0
end

return M
