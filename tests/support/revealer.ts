import { type Actor, createLatchkey, LatchkeyError, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { loopbackOutbound } from './loopback-outbound.ts';

/**
 * A program: reveals secrets of the one application in a file until it is refused for long, sends what is due beside,
 * and says what it was shown.
 */
const [file = '', key = ''] = process.argv.slice(2);
const silence = (): void => undefined;
const store = await sqliteStore({ file, lockTimeoutMs: 50 });
const latchkey = createLatchkey({
	...nodeRuntime(),
	logger: { debug: silence, info: silence, warn: silence, error: silence },
	store,
	outbound: loopbackOutbound(),
	keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
	privileges: [{ name: 'devices:read' }],
	tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
});
const grant = { manage: true, reveal: true, grantable: ['devices:read'] };
const actor: Actor = { userId: 'admin', customerId: 'acme', domains: { main: grant } };
const [application] = (await latchkey.applications.list(actor, 'main')).items;

const MOST = 5000;
const REFUSED_FOR_LONG = 20;
let shown = 0;
let refused = 0;
let otherFailures = 0;
for (let asked = 0; asked < MOST && refused < REFUSED_FOR_LONG; asked++) {
	try {
		await latchkey.applications.reveal(actor, 'main', application?.clientId ?? '');
		shown += 1;
	} catch (error) {
		const code = error instanceof LatchkeyError ? error.code : '';
		if (code === 'store_unavailable' || code === 'outbox_full') refused += 1;
		else otherFailures += 1;
	}
	// These run beside; what they cannot write down stays where it is.
	if (asked % 50 !== 0) continue;
	for (const task of ['relay', 'deliver'] as const) await latchkey.background.run(task).catch(silence);
}
process.stdout.write(JSON.stringify({ shown, refused, otherFailures }));
process.exit(0);
