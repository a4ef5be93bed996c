-- Runs every file of tests and says how many passed; see `run`.

local root = vim.env.SCOPEON_NVIM
vim.opt.runtimepath:prepend(root)
package.path = root .. '/tests/?.lua;' .. package.path
vim.cmd('runtime plugin/scopeon.lua')

local kit = require('kit')
for _, file in ipairs({ 'plain', 'stub', 'real' }) do
  local ok, failed = pcall(require, file)
  if not ok then
    kit.failed(file, failed)
  end
end
kit.finish()
