-- Asks for the paths of the file PATHS one after the other, each thread from another place on.
local paths = {}
for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = line end
local at = 0

function setup(thread)
    thread:set("start", math.random(#paths))
end

-- A pause before each request, so that a few connections ask some 700 times a second, like many who read between their requests.
function delay()
    return 20
end

function init()
    at = start
end

function request()
    at = at % #paths + 1
    return wrk.format("GET", paths[at])
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("RATE %.0f\nP50 %.1f\nP99 %.1f\nERRORS %d\n",
        summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
