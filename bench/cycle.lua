-- Asks for one path after another, round and round, and tells the times of the answers as one line of
-- JSON. wrk … -s cycle.lua URL -- FILE, with a path on each line of the file.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  paths = {}
  for path in io.lines(args[1]) do
    table.insert(paths, wrk.format("GET", path))
  end
  nth = 0
  unexpected = 0
end

function request()
  nth = nth % #paths + 1
  return paths[nth]
end

function response(status)
  if status ~= 200 then
    unexpected = unexpected + 1
  end
end

function done(summary, latency)
  local wrong = 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("unexpected")
  end
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"unexpected":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, wrong,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
