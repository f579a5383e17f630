import { command } from '../command-line/command.ts';
import type { Environment } from '../environment.ts';
import { addKeyCommand } from './add.ts';
import { listKeysCommand } from './list.ts';
import { removeKeyCommand } from './remove.ts';
import { rotateKeysCommand } from './rotate.ts';

export function keysCommand(environment: Environment) {
	return command(environment, 'keys', {
		summary: 'key-encryption keys of a key file; and new signing keys after a compromise',
		description:
			'The file that holds the key-encryption keys: JSON, readable by its owner alone. Without it nothing in the store can be read again, so keep a copy elsewhere, and not beside the backups of the store.',
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
