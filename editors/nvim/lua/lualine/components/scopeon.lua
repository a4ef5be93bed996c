--- A component of lualine: `lualine_x = { 'scopeon' }`. It takes the colour of a warning when a limit is near.

local M = require('lualine.component'):extend()

local GROUPS = { warn = 'DiagnosticWarn', used_up = 'DiagnosticError' }

function M:init(options)
  options.color = options.color
    or function()
      local group = GROUPS[require('scopeon').level()]
      return group and { fg = ('#%06x'):format(M.foreground(group)) } or nil
    end
  M.super.init(self, options)
end

function M.foreground(group)
  local ok, found = pcall(vim.api.nvim_get_hl, 0, { name = group, link = false })
  return ok and found.fg or 0xffaf00
end

function M:update_status()
  return require('scopeon').status()
end

return M
