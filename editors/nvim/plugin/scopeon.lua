-- Only the command: nothing connects before `setup` or `:Scopeon`.
vim.api.nvim_create_user_command('Scopeon', function()
  require('scopeon').open()
end, { desc = 'What coding agents cost today, live sessions and limits' })
