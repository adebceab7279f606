-- What every script here does: counts the answers whose status is not the expected one, and tells
-- everything as one line of JSON. A script says in its init which status it expects.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function expect(status)
  expected = status
  unexpected = 0
end

function response(status)
  if status ~= expected then
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
    '{"requests":%d,"microseconds":%d,"bytes":%d,"unexpected":%d,"broken":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.duration, summary.bytes, wrong,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
