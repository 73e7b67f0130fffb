-- One address after another from a file, each thread from its own place; wrk -s search.lua URL -- FILE
local addresses = {}
local at = 0
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("start", threads * 7919)
end

function init(arguments)
  for line in io.lines(arguments[1]) do addresses[#addresses + 1] = line end
  at = start or 0
end

function request()
  at = at + 1
  return wrk.format("GET", addresses[at % #addresses + 1])
end
