import { createLatchkey, LatchkeyError, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';

/** A process that adds `count` applications at once when it is told to, and says how each add ended. */
const [file = '', key = '', count = '0'] = process.argv.slice(2);
const actor = {
	userId: 'adder',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: [] } },
};

const latchkey = createLatchkey({
	...nodeRuntime(),
	logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
	store: await sqliteStore({ file, lockTimeoutMs: 30_000 }),
	keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
	privileges: [{ name: 'devices:read' }],
	tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	onEvent: ignore,
});

process.once('message', async () => {
	const adds = Array.from({ length: Number(count) }, async (_, index) => {
		try {
			await latchkey.applications.add(actor, 'main', { name: `Application ${index}` });
			return 'added';
		} catch (error) {
			return error instanceof LatchkeyError ? error.code : String(error);
		}
	});
	process.send?.(await Promise.all(adds));
	await latchkey.close();
	process.disconnect();
});
process.send?.('ready');

function ignore(): void {
	// Nothing here is of interest.
}
