import { once } from 'node:events';
import { createServer } from 'node:net';

// Below what systems hand out to outgoing connections: otherwise a client could get the port of a server that is down
// for its own end, and would talk to itself.
const FIRST = 20_000;
const LAST = 32_000;

/** A port of this machine that was free a moment ago. */
export async function freePort(): Promise<number> {
	const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
	const server = createServer();
	const listening = once(server, 'listening').then(
		() => true,
		() => false,
	);
	server.listen(port, '127.0.0.1');
	if (!(await listening)) return freePort();
	server.close();
	await once(server, 'close');
	return port;
}
