--- Scopeon in Neovim: what coding agents cost today, how full their context is and how near a limit is, in any
--- statusline. Fed by `scopeon serve`; without it nothing is shown and nothing fails.

local M = {}

local function feed()
  return require('scopeon.feed')
end

--- Starts to follow the server. May be called again with other options.
---@param options? { url?: string, token_file?: string, allow_plain_http?: boolean, on_change?: fun(text: string) }
function M.setup(options)
  local config = require('scopeon.config')
  config.set(options)
  if config.problem then
    -- The one thing that is said unasked: the user has just written this option.
    vim.schedule(function()
      vim.notify('scopeon: ' .. config.problem, vim.log.levels.WARN)
    end)
    feed().stop()
    return
  end
  feed().start()
end

--- Returns a short text for statuslines whose text is evaluated: lualine, heirline, `%{%…%}`. Every `%` is doubled,
--- so that nothing that a server sends is taken for an item of the statusline.
---@return string
function M.status()
  return (M.text():gsub('%%', '%%%%'))
end

--- Returns the same text as it is, for `%{…}`, winbars drawn by hand, and everything that does not evaluate it.
---@return string
function M.text()
  return require('scopeon.words').status(feed())
end

--- Returns `ok`, `warn` or `used_up`: the worst limit. For colours.
---@return string
function M.level()
  return require('scopeon.words').level(feed().answer)
end

--- Returns `off`, `connecting`, `live`, `waiting` or `refused`.
---@return string
function M.state()
  return feed().state
end

--- Opens the small window with today, live sessions and limits, or closes it.
function M.open()
  if feed().state == 'off' then
    M.setup(require('scopeon.config').given)
  end
  require('scopeon.window').toggle()
end

--- Ends the connection and forgets all figures.
function M.stop()
  feed().stop()
end

return M
