import { localKeyEncryption } from '@latchkey/core';
import { readKeyFile, removeKey } from '@latchkey/runtime-node';
import { command } from '../command-line/command.ts';
import { neededKeyFile } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';

export function removeKeyCommand(environment: Environment) {
	const made = command(environment, 'remove', {
		summary: 'destroy a key that wraps nothing any more',
		description:
			'Takes a key out of a key file, unless it is the current one or still wraps something in the store. A backup of the store from before the rekey can never be read again after that, which is often the purpose.',
		examples: [['latchkey keys remove k1', 'after a rekey to k2']],
	})
		.argument('<keyId>', 'the id of the key')
		.addOption(keysOption().makeOptionMandatory())
		.addOption(storeOption())
		.addOption(yesOption())
		.addOption(jsonOption());
	return made.action(async (keyId, options) => {
		const { terminal } = environment;
		const file = neededKeyFile(options.keys);
		const keyFile = readKeyFile(file);
		if (!Object.hasOwn(keyFile.keys, keyId)) {
			throw new Failure('key_absent', `${file} has no key "${keyId}"`, {
				hint: 'latchkey keys list shows which it has',
			});
		}
		const keyEncryption = localKeyEncryption(keyFile);
		await withSession(environment, made, { keyEncryption }, async ({ latchkey }) => {
			const { wrappedBy } = await latchkey.inspectKeys();
			const wraps = wrappedBy.find(({ keyEncryptionKeyId }) => keyEncryptionKeyId === keyId)?.keys ?? 0;
			if (wraps > 0) {
				throw new Failure('key_in_use', `"${keyId}" still wraps ${counted(wraps, 'key')} in the store`, {
					hint: 'wrap them by another one first: latchkey rekey',
				});
			}
			const about = `This destroys the key "${keyId}" of ${file}. Backups of the store that need it can never be read again.`;
			await confirm(terminal, { about, word: keyId, yes: options.yes === true });
			removeKey(file, keyId);
			answer(terminal, options, { file, removed: keyId }, `The key "${keyId}" is gone from ${file}.\n`);
		});
	});
}
