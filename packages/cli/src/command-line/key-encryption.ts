import { existsSync } from 'node:fs';
import type { KeyEncryption } from '@latchkey/core';
import { keyFileEncryption } from '@latchkey/runtime-node';
import type { Environment } from '../environment.ts';
import { Failure, usageFailure } from '../failure.ts';

/** The key file that a command needs; throws a usage failure where none is named, or it is not there. */
export function neededKeyFile(file: string | undefined): string {
	if (file === undefined || file === '') {
		throw usageFailure(
			'this needs the key-encryption keys',
			'name the key file by --keys or LATCHKEY_KEYS; that of the demo is apps/demo/data/key-encryption-keys.json',
		);
	}
	if (!existsSync(file)) {
		throw new Failure('keys_absent', `there is no key file at ${file}`, {
			hint: `is the path right? To make a key file for a new, empty store: latchkey keys add --keys ${file}`,
		});
	}
	return file;
}

/** The host's own, or that of the key file. */
export function neededKeyEncryption(environment: Environment, file: string | undefined): KeyEncryption {
	return environment.keyEncryption ?? keyFileEncryption(neededKeyFile(file));
}

/** For what needs no key: it rejects where one is asked for all the same. */
export const noKeyEncryption: KeyEncryption = {
	currentKeyId: 'none',
	wrap: () => Promise.reject(usageFailure('this needs the key-encryption keys', 'name their file by --keys')),
	unwrap: () => Promise.reject(usageFailure('this needs the key-encryption keys', 'name their file by --keys')),
};
