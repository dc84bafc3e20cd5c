-- A session in Neovim, with the init.lua of docs/other-editors.md: what a person does, and what the buffers then hold, as JSON.
-- Every step waits for what it is to bring about, never for a time.
local told = {}

-- Waits until `fact` is something. Meanwhile Neovim does what it does between the keys of a person.
local function wait(what, fact)
  local ends = vim.loop.hrtime() + 60e9
  local found = fact()
  while not found do
    if vim.loop.hrtime() > ends then error("nothing came of: " .. what) end
    coroutine.yield()
    found = fact()
  end
  return found
end

local function lines(buffer)
  return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, true)
end

local function file()
  return vim.fn.expand("%:t")
end

local function clients()
  return (vim.lsp.get_clients or vim.lsp.get_active_clients)({ bufnr = vim.api.nvim_get_current_buf() })
end

-- The problems, each with the text that Neovim underlines.
local function problems()
  return vim.tbl_map(function(one)
    return { text = lines()[one.lnum + 1]:sub(one.col + 1, one.end_col), message = one.message, code = one.code }
  end, vim.diagnostic.get(0))
end

-- The numbers at the line ends, by line: Neovim's own hints, or what the page's init.lua draws where Neovim has none.
local function hints()
  local found = {}
  if vim.lsp.inlay_hint then
    for _, one in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
      local text = table.concat(vim.tbl_map(function(part) return part.value end, one.inlay_hint.label))
      found[one.inlay_hint.position.line + 1] = vim.trim(text)
    end
  else
    local space = vim.api.nvim_get_namespaces().nabla
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, space, 0, -1, { details = true })) do
      found[mark[2] + 1] = vim.trim(mark[4].virt_text[1][1])
    end
  end
  local list = {}
  for line = 1, #lines() do list[line] = found[line] or "" end
  return list
end

-- The window that floats over the text.
local function floating()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then return window end
  end
end

-- Puts the caret on a text.
local function go(text)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search("\\V" .. text, "c") > 0, text .. " is not there")
end

local function hover(text)
  go(text)
  vim.lsp.buf.hover()
  local window = wait("hover of " .. text, floating)
  local card = lines(vim.api.nvim_win_get_buf(window))
  vim.api.nvim_win_close(window, true)
  return card
end

-- Goes to the definition of the name that a text begins with, and tells where that is.
local function definition(text, name)
  go(text)
  vim.lsp.buf.definition()
  wait("definition of " .. text, function() return file() == name end)
  return { line = vim.api.nvim_get_current_line(), column = vim.fn.col("."), readonly = vim.bo.readonly }
end

local function messages()
  return vim.fn.execute("messages")
end

local function session()
  vim.cmd("edit main.grad")
  wait("attach", function() return #clients() > 0 end)
  told.attached = vim.tbl_map(function(one) return one.name end, clients())
  wait("problems", function() return #problems() > 0 end)
  told.problems = problems()
  told.options = { expandtab = vim.bo.expandtab, shiftwidth = vim.bo.shiftwidth, syntax = vim.bo.syntax }

  -- An edit behind characters that have other lengths in bytes than in UTF-16.
  go("missing")
  vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes("cwσ<Esc>", true, false, true), "t", false)
  wait("no problems", function() return #problems() == 0 end)
  wait("gradients", function() return hints()[#lines()]:find("∂") end)
  told.hints = hints()

  told.hover = hover("σ = ")
  told.definition = definition("f(𝛼", "lib.grad")
  vim.cmd("edit main.grad")
  told.library = definition("sigmoid(", "activation.grad")
  wait("attach to the library", function() return #clients() > 0 end)
  told.libraryHover = hover("sigmoid(x):")
  told.libraryProblems = problems()
  vim.cmd("edit main.grad")

  go("f(𝛼")
  vim.lsp.buf.rename("scaled")
  wait("rename", function() return vim.fn.search("scaled(𝛼", "n") > 0 end)
  told.renamed = { main = lines(), lib = lines(vim.fn.bufnr("lib.grad")) }
  go("𝛼 = ")
  vim.lsp.buf.rename("σ")
  wait("refusal", function() return messages():find("already") end)
  told.refusal = messages()

  if vim.lsp.buf.format then vim.lsp.buf.format({ async = true }) else vim.lsp.buf.formatting() end
  wait("format", function() return vim.fn.search("𝛼, k", "n") > 0 end)
  told.formatted = lines()
  vim.cmd("wall")
end

local running = coroutine.create(session)
local timer = vim.loop.new_timer()
local function step()
  -- It may be in the middle of something that lets timers go on.
  if coroutine.status(running) ~= "suspended" then return end
  local ok, failure = coroutine.resume(running)
  if not ok then told.failure = debug.traceback(running, failure) .. "\n" .. messages() end
  if coroutine.status(running) ~= "dead" then return end
  timer:stop()
  vim.fn.writefile({ vim.fn.json_encode(told) }, vim.env.NABLA_TOLD)
  vim.cmd("qall!")
end
timer:start(0, 10, vim.schedule_wrap(step))
