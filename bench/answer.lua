-- Asks for one path again and again. wrk … -s answer.lua URL -- STATUS

dofile((debug.getinfo(1, "S").source:match("^@(.*/)") or "") .. "tell.lua")

function init(args)
  expect(tonumber(args[1]))
end
