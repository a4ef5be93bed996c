--- Splits a stream of bytes into server-sent events. It knows nothing of connections, so that it can be tested alone.

local M = {}
M.__index = M

-- A message of the server is below one KiB. What goes on without ending an event is no such stream.
local LONGEST = 256 * 1024

function M.new()
  return setmetatable({ rest = '', data = {}, size = 0 }, M)
end

--- Takes the next bytes and calls `event(data, id)` for each event that they end.
---@param bytes string
---@param event fun(data: string, id: string|nil)
---@return boolean ok `false` once it cannot be such a stream
function M:feed(bytes, event)
  self.rest = self.rest .. bytes
  self.size = self.size + #bytes
  local from = 1
  while true do
    local at = self.rest:find('[\r\n]', from)
    -- A carriage return at the very end may be half of a line's end.
    if not at or (at == #self.rest and self.rest:sub(at) == '\r') then
      break
    end
    self:line(self.rest:sub(from, at - 1), event)
    from = at + (self.rest:sub(at, at + 1) == '\r\n' and 2 or 1)
  end
  self.rest = self.rest:sub(from)
  return self.size <= LONGEST
end

function M:line(line, event)
  if line == '' then
    if #self.data > 0 then
      event(table.concat(self.data, '\n'), self.id)
    end
    self.data = {}
    return
  end
  local name, value = line:match('^([^:]+): ?(.*)$')
  if line:sub(1, 1) == ':' then
    -- A comment says that the stream is alive.
    self.size = math.min(self.size, LONGEST / 2)
  elseif name == 'data' then
    self.data[#self.data + 1] = value
  elseif name == 'id' and value:match('^%d+$') and #value <= 20 then
    -- It is sent back in a header, so nothing but digits is kept of it.
    self.id = value
  end
end

--- Says that a message was understood, after which so many bytes more may come.
function M:accept()
  self.size = 0
end

return M
