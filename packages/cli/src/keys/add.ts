import { existsSync } from 'node:fs';
import { addKey, createKeyFile, readKeyFile } from '@latchkey/runtime-node';
import { command } from '../command-line/command.ts';
import { jsonOption, keysOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { answer } from '../terminal/answer.ts';
import { nextKeyId } from './key-ids.ts';

export function addKeyCommand(environment: Environment) {
	const made = command(environment, 'add', {
		summary: 'add a new key to a key file, or make the file',
		description:
			'Adds a new random key to the file, which wraps nothing until `latchkey rekey --to` makes it the current one. Where there is no file, it is made, with one key. No key is ever shown.',
		examples: [['latchkey keys add --keys /srv/latchkey/key-encryption-keys.json', 'one more key']],
	})
		.addOption(keysOption().makeOptionMandatory())
		.option('--id <id>', 'the name of the key (default: k2 after k1, and so on)')
		.addOption(jsonOption());
	return made.action((options) => {
		const { keys: file } = options;
		const { terminal } = environment;
		if (!existsSync(file) && options.id === undefined) {
			createKeyFile(file);
			answer(terminal, options, { file, keyId: 'k1', madeFile: true }, `Made ${file} with the key "k1".\n`);
		} else {
			const keyId = options.id ?? nextKeyId(Object.keys(readKeyFile(file).keys));
			addKey(file, keyId);
			answer(terminal, options, { file, keyId, madeFile: false }, `Added the key "${keyId}" to ${file}.\n`);
		}
		terminal.writeError('Copy the file to a safe place now: if a key is lost, everything that it wraps is lost.\n');
	});
}
