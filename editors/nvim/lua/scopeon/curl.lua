--- One request through curl. curl brings TLS, chunks and proxies' rules, and a process of its own cannot block the
--- editor. Address and token go through its standard input: command lines can be read by everybody on the machine.

local uv = vim.uv or vim.loop
local M = {}

local function settings(request)
  local lines = {
    'silent',
    'no-buffer',
    -- A status of 400 or above ends with exit code 22 and no body.
    'fail',
    -- Brackets are those of IPv6.
    'globoff',
    'proto = "=http,https"',
    'connect-timeout = 5',
    'noproxy = "127.0.0.1,localhost,::1"',
    'write-out = "%{stderr}%{http_code}"',
    ('url = "%s"'):format(request.url),
  }
  if request.timeout then
    lines[#lines + 1] = ('max-time = %d'):format(request.timeout)
  end
  for name, value in pairs(request.headers) do
    -- Both are checked by whoever states them; this keeps a mistake there from becoming an option here.
    if not value:find('[%c"\\]') then
      lines[#lines + 1] = ('header = "%s: %s"'):format(name, value)
    end
  end
  return table.concat(lines, '\n') .. '\n'
end

local function close(handle)
  if handle and not handle:is_closing() then
    handle:close()
  end
end

--- Starts a request. `on_data(bytes)` is called for each piece, then `on_end(status, exit)` once; both where all of
--- Neovim may be called, and neither after `stop`.
---@param request { url: string, headers: table<string, string>, timeout?: integer }
---@return { stop: fun() }|nil handle, string|nil problem
function M.start(request, on_data, on_end)
  local input, output, errors = uv.new_pipe(false), uv.new_pipe(false), uv.new_pipe(false)
  local process, exit
  local is_stopped, open, said = false, 3, ''

  -- The end comes when the process and both pipes have ended, in whatever order.
  local function ended()
    open = open - 1
    if open > 0 then
      return
    end
    vim.schedule(function()
      if not is_stopped then
        is_stopped = true
        on_end(tonumber(said:match('(%d%d%d)%s*$')) or 0, exit or -1)
      end
    end)
  end

  local spawned, problem = uv.spawn(
    'curl',
    -- `-q` comes first or the user's ~/.curlrc is read.
    { args = { '-q', '--config', '-' }, stdio = { input, output, errors }, hide = true },
    function(code)
      exit = code
      close(process)
      close(input)
      ended()
    end
  )
  if not spawned then
    close(input)
    close(output)
    close(errors)
    return nil, tostring(problem)
  end
  process = spawned

  local read
  local function piece(failed, bytes)
    if failed or not bytes then
      close(output)
      ended()
      return
    end
    -- Nothing more is read before this was dealt with: a server that floods waits, and not the editor.
    output:read_stop()
    vim.schedule(function()
      if is_stopped then
        return
      end
      on_data(bytes)
      if not is_stopped and not output:is_closing() then
        read()
      end
    end)
  end
  read = function()
    output:read_start(piece)
  end
  read()
  errors:read_start(function(failed, bytes)
    if failed or not bytes then
      close(errors)
      ended()
    else
      said = (said .. bytes):sub(-64)
    end
  end)
  input:write(settings(request), function()
    close(input)
  end)

  return {
    stop = function()
      is_stopped = true
      close(output)
      close(errors)
      close(input)
      if process and not process:is_closing() then
        process:kill('sigterm')
      end
    end,
  }
end

return M
