import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock, KeyEncryption, Random } from '../ports.ts';
import type { HostKey, HostKeyRepository } from '../store.ts';
import { hostKeyContext } from './host-key-context.ts';

const KEY_BYTES = 32;

/** A secret key of the host: made when it is first needed, the same for every process. */
export interface SymmetricKey {
	get(): Promise<KeyObject>;
}

export interface SymmetricKeyParts {
	readonly hostKeys: HostKeyRepository;
	readonly keyEncryption: KeyEncryption;
	readonly random: Random;
	readonly clock: Clock;
}

/** The one key of this purpose. */
export function symmetricKey(
	{ hostKeys, keyEncryption, random, clock }: SymmetricKeyParts,
	{ keyId, purpose }: Pick<HostKey, 'keyId' | 'purpose'>,
): SymmetricKey {
	let loaded: KeyObject | undefined;

	async function load(): Promise<KeyObject> {
		const context = hostKeyContext(keyId, purpose);
		const isOurs = (key: { keyId: string }): boolean => key.keyId === keyId;
		let stored = (await hostKeys.list()).find(isOurs);
		if (stored === undefined) {
			const now = clock.now();
			await hostKeys.insert({
				keyId,
				purpose,
				algorithm: null,
				publicJwk: null,
				wrapped: await keyEncryption.wrap(random.bytes(KEY_BYTES), context),
				createdAt: now,
				activatesAt: now,
			});
			// Read back, since another process may have been first.
			stored = (await hostKeys.list()).find(isOurs);
			if (stored === undefined) throw new Error(`the key ${keyId} was inserted and is not there`);
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
