import { type KeyInspection, localKeyEncryption } from '@latchkey/core';
import { readKeyFile } from '@latchkey/runtime-node';
import { command } from '../command-line/command.ts';
import { neededKeyFile } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { table } from '../terminal/table.ts';

export function listKeysCommand(environment: Environment) {
	const made = command(environment, 'list', {
		summary: 'list key-encryption keys, and what each wraps',
		description:
			'Lists the keys of a key file by their ids, and how many keys of the store each wraps. No key is shown.',
		examples: [['latchkey keys list --json', 'for a program, with LATCHKEY_STORE and LATCHKEY_KEYS set']],
	})
		.addOption(keysOption().makeOptionMandatory())
		.addOption(storeOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const keyFile = readKeyFile(neededKeyFile(options.keys));
		const keyEncryption = localKeyEncryption(keyFile);
		await withSession(environment, made, { keyEncryption }, async ({ latchkey }) => {
			const keys = described(Object.keys(keyFile.keys), keyFile.currentKeyId, await latchkey.inspectKeys());
			const rows = keys.map((key) => [key.keyId, String(key.wraps), remarkOn(key)]);
			answer(environment.terminal, options, { keys }, table(['KEY', 'WRAPS', ''], rows));
		});
	});
}

interface DescribedKey {
	readonly keyId: string;
	readonly current: boolean;
	readonly inFile: boolean;
	readonly wraps: number;
	/**
	 * Whether it opens what it wraps; where it does not, the file has another key of that name, or a store was spoilt.
	 */
	readonly opens: boolean;
}

function remarkOn({ inFile, opens, current }: DescribedKey): string {
	if (!inFile) return 'missing from the file';
	if (!opens) return 'does not open what it wraps: is it another key of the same name?';
	return current ? 'current' : '';
}

function described(inFile: readonly string[], currentKeyId: string, inspection: KeyInspection): DescribedKey[] {
	const { wrappedBy, unreadable } = inspection;
	const wraps = new Map(wrappedBy.map(({ keyEncryptionKeyId, keys }) => [keyEncryptionKeyId, keys]));
	return [...new Set([...inFile, ...wraps.keys()])].sort().map((keyId) => ({
		keyId,
		current: keyId === currentKeyId,
		inFile: inFile.includes(keyId),
		wraps: wraps.get(keyId) ?? 0,
		opens: !unreadable.some(({ keyEncryptionKeyId }) => keyEncryptionKeyId === keyId),
	}));
}
