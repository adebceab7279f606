-- Asks for one path after another, round and round. wrk … -s cycle.lua URL -- FILE, with a path on each
-- line of the file.

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "tell.lua")

function init(args)
  paths = {}
  for path in io.lines(args[1]) do
    table.insert(paths, wrk.format("GET", path))
  end
  nth = 0
  expect(200)
end

function request()
  nth = nth % #paths + 1
  return paths[nth]
end
