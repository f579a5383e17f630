import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock, KeyEncryption, Random } from '../ports.ts';
import type { HostKeyRepository } from '../store.ts';
import { hostKeyContext } from './host-key-context.ts';

const KEY_ID = 'secret-digest-1';
const KEY_BYTES = 32;

/** The host's key for digests of secrets: made at the first start, the same for every process. */
export interface DigestKey {
	get(): Promise<KeyObject>;
}

export function digestKey(
	hostKeys: HostKeyRepository,
	keyEncryption: KeyEncryption,
	random: Random,
	clock: Clock,
): DigestKey {
	let loaded: KeyObject | undefined;

	async function load(): Promise<KeyObject> {
		const context = hostKeyContext(KEY_ID, 'secret_digest');
		const isOurs = (key: { keyId: string }): boolean => key.keyId === KEY_ID;
		let stored = (await hostKeys.list()).find(isOurs);
		if (stored === undefined) {
			const now = clock.now();
			await hostKeys.insert({
				keyId: KEY_ID,
				purpose: 'secret_digest',
				algorithm: null,
				publicJwk: null,
				wrapped: await keyEncryption.wrap(random.bytes(KEY_BYTES), context),
				createdAt: now,
				activatesAt: now,
			});
			// Read back, since another process may have been first.
			stored = (await hostKeys.list()).find(isOurs);
			if (stored === undefined) throw new Error('the digest key was inserted and is not there');
		}
		return createSecretKey(await keyEncryption.unwrap(stored.wrapped, context));
	}

	return {
		async get() {
			loaded ??= await load();
			return loaded;
		},
	};
}
