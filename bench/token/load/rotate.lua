-- Requests tokens for many client applications in turn.
-- The file named by the first argument has the path, the form, and then one Authorization header a line.
local requests = {}
local at = 0

function init(args)
	local lines = {}
	for line in io.lines(args[1]) do
		lines[#lines + 1] = line
	end
	for index = 3, #lines do
		local headers = {
			["Authorization"] = lines[index],
			["Content-Type"] = "application/x-www-form-urlencoded",
		}
		-- Made once, so that the generator has little to do for each request.
		requests[#requests + 1] = wrk.format("POST", lines[1], headers, lines[2])
	end
end

function request()
	at = at % #requests + 1
	return requests[at]
end

function done(summary, latency)
	local errors = summary.errors
	local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
	io.write(string.format(
		'RESULT {"requestsPerSecond":%.3f,"p50Ms":%.3f,"p99Ms":%.3f,"failed":%d}\n',
		summary.requests / (summary.duration / 1e6),
		latency:percentile(50) / 1e3,
		latency:percentile(99) / 1e3,
		failed
	))
end
