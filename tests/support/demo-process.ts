import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../apps/demo/src/main.ts', import.meta.url));

/** One event as the demo logs it when it has been relayed. */
export interface RelayedEvent {
	readonly eventId: string;
	readonly type: string;
	readonly clientId: string | null;
}

/** The demo as it is, in a process of its own. */
export interface DemoProcess {
	/** Resolves when it says that it serves, rejects when it ends instead. */
	readonly serving: Promise<void>;
	/** As `kill -9` does; resolves when all it had said was heard. */
	kill(): Promise<void>;
	/** By SIGTERM; resolves to its exit code. */
	stop(): Promise<number | null>;
}

export interface DemoProcessOptions {
	readonly port: number;
	readonly folder: string;
	readonly password: string;
	readonly onRelayed?: (event: RelayedEvent) => void;
	/** What else its environment says. */
	readonly env?: Readonly<Record<string, string>>;
}

export function startDemo({ port, folder, password, onRelayed, env = {} }: DemoProcessOptions): DemoProcess {
	const child = spawn(process.execPath, [MAIN], {
		env: { PORT: String(port), LATCHKEY_DATA: folder, DEMO_PASSWORD: password, LOG_LEVEL: 'info', ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const closed = once(child, 'close') as Promise<[code: number | null]>;
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	return {
		serving: served(child, closed, onRelayed, () => said),
		async kill() {
			child.kill('SIGKILL');
			await closed;
		},
		async stop() {
			child.kill('SIGTERM');
			const [code] = await closed;
			return code;
		},
	};
}

function served(
	child: ChildProcess,
	closed: Promise<unknown>,
	onRelayed: DemoProcessOptions['onRelayed'],
	said: () => string,
): Promise<void> {
	const serving = new Promise<void>((resolve, reject) => {
		if (child.stdout === null) throw new Error('the demo has no output to listen to');
		createInterface({ input: child.stdout }).on('line', (line) => {
			if (line.startsWith("Latchkey's demo serves")) resolve();
			const event = line.startsWith('{') ? (JSON.parse(line) as Partial<RelayedEvent>) : {};
			if (event.eventId !== undefined) onRelayed?.(event as RelayedEvent);
		});
		closed.then(() => reject(new Error(`the demo has ended: ${said()}`)), reject);
	});
	// Whoever kills it does not wait for it to serve.
	serving.catch(() => undefined);
	return serving;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}
