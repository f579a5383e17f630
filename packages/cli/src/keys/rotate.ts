import type { SigningKeyView } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { usageFailure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer, when } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';

export function rotateKeysCommand(environment: Environment) {
	const made = command(environment, 'rotate', {
		summary: 'after a compromise: sign with a new key at once, and refuse every token issued so far',
		description:
			'Hosts rotate the keys that sign tokens by themselves, on a schedule that interrupts nobody. This is for the day on which a signing key, or the store together with its key-encryption key, may be in other hands: a new key signs at once, every other one is destroyed, and all that they signed is refused, by hosts within a second and by other resource servers as soon as they read the published keys again. Integrations ask for a new token when theirs is refused; their credentials work on.',
		examples: [
			['latchkey keys rotate --now', 'says what it invalidates, and asks'],
			['latchkey keys rotate --now --yes --json', 'without a question, for a program'],
		],
	})
		.option('--now', 'required, since it interrupts every integration: without it, nothing is done')
		.addOption(yesOption())
		.addOption(keysOption())
		.addOption(storeOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { terminal } = environment;
		if (options.now !== true) {
			throw usageFailure('signing keys rotate by schedule; to invalidate every token at once, say --now');
		}
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { keyEncryption }, async ({ latchkey }) => {
			const about = aboutText(await latchkey.signingKeys.list());
			await confirm(terminal, { about, word: 'rotate', yes: options.yes === true });
			const { added, withdrawn } = await latchkey.signingKeys.rotateNow();
			const result = { added: added.keyId, withdrawn: withdrawn.map(({ keyId }) => keyId) };
			answer(terminal, options, result, `${added.keyId} signs now; no other key is trusted any more.\n`);
		});
	});
}

function aboutText(keys: readonly SigningKeyView[]): string {
	if (keys.length === 0) return 'There is no signing key yet: this makes one.';
	const lines = keys.map(
		({ keyId, algorithm, activatesAt }) => `  ${keyId} (${algorithm}, signs from ${when(activatesAt)} on)`,
	);
	return `This destroys these signing keys, and invalidates every token that one of them signed, of all customers:\n${lines.join('\n')}`;
}
