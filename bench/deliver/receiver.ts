import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes whatever it is sent, and counts it by its id: a process of its own, which says on stdout where it listens. */
const seen = new Set<string>();
let unsigned = 0;

const server = createServer((request, response) => {
	if (request.method === 'GET') {
		response.end(JSON.stringify({ distinct: seen.size, unsigned }));
		seen.clear();
		return;
	}
	request.resume();
	request.on('end', () => {
		const { 'webhook-id': id, 'webhook-signature': signature } = request.headers;
		if (String(signature).startsWith('v1,')) seen.add(String(id));
		else unsigned += 1;
		response.writeHead(204).end();
	});
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
	process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit(0));
