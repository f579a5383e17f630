-- Requests tokens for many client applications in turn.
-- The file named by the first argument has the path, and then three lines for each: the name of the header that it
-- authenticates by, its value, and the form.
local requests = {}
local at = 0

function init(args)
	local lines = {}
	for line in io.lines(args[1]) do
		lines[#lines + 1] = line
	end
	for index = 2, #lines, 3 do
		local headers = {
			[lines[index]] = lines[index + 1],
			["Content-Type"] = "application/x-www-form-urlencoded",
		}
		-- Made once, so that the generator has little to do for each request.
		requests[#requests + 1] = wrk.format("POST", lines[1], headers, lines[index + 2])
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
