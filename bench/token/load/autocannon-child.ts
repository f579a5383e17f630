import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';
import type { LoadOptions, LoadResult } from './load.ts';

const { port, offer, connections, seconds } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadOptions;

const result = await autocannon({
	url: `http://127.0.0.1:${port}`,
	connections,
	duration: seconds,
	requests: offer.requests.map(({ header: [name, value], body }) => ({
		method: 'POST',
		path: offer.path,
		body,
		headers: { [name]: value, 'content-type': 'application/x-www-form-urlencoded' },
	})),
});
const output: LoadResult = {
	requestsPerSecond: result.requests.average,
	p50Ms: result.latency.p50,
	p99Ms: result.latency.p99,
	failed: result.non2xx + result.errors + result.timeouts,
};
process.stdout.write(JSON.stringify(output));
