import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';

const NOT_KNOWN =
	'What the store cannot know is what else has ended since the backup: revoke those secrets and certificates again, and disable or remove those applications.';

export function restoredCommand(environment: Environment) {
	const made = command(environment, 'restored', {
		summary: 'after every restore from a backup: refuse every token from before it',
		description: `A store that was restored is as it was at the time of the backup. Signing keys that were withdrawn since are there again, and tokens that were revoked since count again. This makes a new signing key and destroys every other one, so that no token from before is good for anything: integrations ask for a new one when theirs is refused. Run it before the hosts serve again. ${NOT_KNOWN}`,
		examples: [
			['latchkey restored', 'says what it invalidates, and asks'],
			['latchkey revoke --customer acme', 'where nobody can say which secrets of a customer ended since'],
		],
	})
		.addOption(yesOption())
		.addOption(keysOption())
		.addOption(storeOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { terminal } = environment;
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { keyEncryption }, async ({ latchkey, shown }) => {
			const keys = await latchkey.signingKeys.list();
			const about = `This destroys ${counted(keys.length, 'signing key')} of ${shown}, and invalidates every token of all customers.`;
			await confirm(terminal, { about, word: 'restored', yes: options.yes === true });
			const { added, withdrawn } = await latchkey.signingKeys.rotateNow();
			const result = { added: added.keyId, withdrawn: withdrawn.map(({ keyId }) => keyId) };
			answer(terminal, options, result, `${added.keyId} signs now; no token from before is trusted any more.\n`);
			terminal.writeError(`${NOT_KNOWN}\n`);
		});
	});
}
