-- Sends one of the three requests, and prints the results as one line of JSON.
-- Arguments: method, path, body. {id} is an id from 1 to 100, {n} a running number.

local method, path, body
local n = 0

local function filled(text)
  return (text:gsub("{id}", tostring(n % 100 + 1)):gsub("{n}", tostring(n)))
end

function init(args)
  method, path, body = args[1], args[2], args[3]
end

function request()
  n = n + 1
  local headers = {}
  if body ~= "" then
    headers["Content-Type"] = "application/json"
  end
  return wrk.format(method, filled(path), headers, filled(body))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "errors": %d}\n',
    summary.requests,
    summary.duration / 1e6,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
