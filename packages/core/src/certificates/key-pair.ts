import { generateKeyPair, type KeyObject } from 'node:crypto';

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

export const KEY_TYPES = ['rsa-2048', 'p-256'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** Made beside the thread, which others wait for. */
export function keyPair(type: KeyType | 'rsa-3072'): Promise<KeyPair> {
	return new Promise((resolve, reject) => {
		const done = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject): void => {
			if (error === null) resolve({ publicKey, privateKey });
			else reject(error);
		};
		if (type === 'p-256') generateKeyPair('ec', { namedCurve: 'P-256' }, done);
		else generateKeyPair('rsa', { modulusLength: type === 'rsa-2048' ? 2048 : 3072 }, done);
	});
}
