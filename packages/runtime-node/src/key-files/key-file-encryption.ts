import { statSync } from 'node:fs';
import { type KeyEncryption, localKeyEncryption } from '@latchkey/core';
import { readKeyFile } from './key-file.ts';

/**
 * Key-encryption keys in a file that only its owner may read (`createKeyFile` makes one). Without it nothing in the
 * store can be read again, so keep a copy elsewhere. A key that is added to the file is found while the host runs: it
 * looks again where something is wrapped by a key that it does not know, and before it wraps anything itself.
 * Throws where the file cannot serve.
 */
export function keyFileEncryption(path: string): KeyEncryption {
	let loaded = load(path);

	/** A file that cannot be read just now is no reason to stop: the keys in hand still are the keys. */
	function reload(): void {
		try {
			if (stampOf(path) !== loaded.stamp) loaded = load(path);
		} catch {
			return;
		}
	}

	return {
		get currentKeyId() {
			return loaded.encryption.currentKeyId;
		},
		async wrap(key, context) {
			reload();
			return loaded.encryption.wrap(key, context);
		},
		async unwrap(wrapped, context) {
			if (!loaded.keyIds.has(wrapped.keyEncryptionKeyId)) reload();
			return loaded.encryption.unwrap(wrapped, context);
		},
	};
}

interface Loaded {
	readonly stamp: string;
	readonly keyIds: ReadonlySet<string>;
	readonly encryption: KeyEncryption;
}

function load(path: string): Loaded {
	// Taken before the file is read: a change that comes in between is then read again.
	const stamp = stampOf(path);
	const options = readKeyFile(path);
	return { stamp, keyIds: new Set(Object.keys(options.keys)), encryption: localKeyEncryption(options) };
}

function stampOf(path: string): string {
	const { ino, size, mtimeNs } = statSync(path, { bigint: true });
	return `${ino}.${size}.${mtimeNs}`;
}
