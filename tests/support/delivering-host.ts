import { createLatchkey, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { startWorker } from '@latchkey/worker';
import { loopbackOutbound } from './loopback-outbound.ts';

/** A worker on this file, which sends to the loopback interface until it is killed. */
const [file = '', key = ''] = process.argv.slice(2);
const ignore = (): void => undefined;
const runtime = { ...nodeRuntime(), logger: { debug: ignore, info: ignore, warn: ignore, error: ignore } };
const latchkey = createLatchkey({
	...runtime,
	store: await sqliteStore({ file, lockTimeoutMs: 30_000 }),
	keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
	outbound: loopbackOutbound(),
	privileges: [{ name: 'devices:read' }],
	tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	onEvent: ignore,
});
await latchkey.start();
// Often, since nobody nudges it: what is due comes from another process.
startWorker(latchkey, { ...runtime, intervals: { deliver: 20 } });
// The worker's timers keep no process alive.
process.stdin.resume();
process.stdout.write('works\n');
