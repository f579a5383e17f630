import { command } from '../command-line/command.ts';
import type { Environment } from '../environment.ts';
import { addKeyCommand } from './add.ts';
import { listKeysCommand } from './list.ts';
import { removeKeyCommand } from './remove.ts';
import { rotateKeysCommand } from './rotate.ts';

export function keysCommand(environment: Environment) {
	return command(environment, 'keys', {
		summary: 'manage the key-encryption keys of a key file; after a compromise, replace the signing keys',
		description:
			'The file that holds the key-encryption keys: JSON, readable by its owner alone. Without it no secret in the store can be used again, so keep a copy elsewhere, and not beside the backups of the store. And the keys that sign tokens, for the day on which they are compromised.',
		examples: [
			['latchkey keys list', 'which keys there are, and what each wraps'],
			['latchkey keys add --keys /srv/latchkey/key-encryption-keys.json', 'a key to give to every host before a rekey'],
		],
	})
		.addCommand(addKeyCommand(environment))
		.addCommand(listKeysCommand(environment))
		.addCommand(removeKeyCommand(environment))
		.addCommand(rotateKeysCommand(environment));
}
