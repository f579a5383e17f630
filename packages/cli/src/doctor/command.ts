import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption } from '../command-line/options.ts';
import { describeError } from '../describe-error.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Outcome } from '../program.ts';
import { withSession } from '../session.ts';
import { type NamedStore, namedStore } from '../stores/store-url.ts';
import { answer } from '../terminal/answer.ts';
import { type Check, check, worstOf } from './check.ts';
import { examine } from './examine.ts';

export function doctorCommand(environment: Environment, outcome: Outcome) {
	const made = command(environment, 'doctor', {
		summary: 'check the store, its keys, the clock and what waits',
		description:
			'Checks that the store answers and has what this version needs, that every key in it unwraps and by which key-encryption key, that the clock agrees with what hosts wrote down, and that events and due work do not pile up. It changes nothing. Ends with 3 where a check fails.',
		examples: [
			[
				'latchkey doctor --store sqlite:/srv/latchkey/latchkey.db --keys /srv/latchkey/key-encryption-keys.json',
				'all of it',
			],
			['latchkey doctor --json', 'for a monitor, with LATCHKEY_STORE and LATCHKEY_KEYS set'],
		],
	})
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const storeSource = made.getOptionValueSource('store');
		const source = storeSource === 'env' ? 'environment' : 'command line';
		const named = namedStore(options.store, environment.storeKinds, source, 'LATCHKEY_STORE');
		const hasKeys = options.keys !== undefined || environment.keyEncryption !== undefined;
		const keyEncryption = hasKeys ? neededKeyEncryption(environment, options.keys) : undefined;
		const schema = await schemaCheck(named);
		const checks = [schema];
		if (schema.status === 'ok') {
			const { store } = options;
			const now = environment.clock.now();
			await withSession(environment, { store, storeSource, keyEncryption }, async (session) => {
				checks.push(...(await examine(session, now, keyEncryption?.currentKeyId)));
			});
		}
		const status = worstOf(checks);
		answer(environment.terminal, options, { store: named.shown, status, checks }, checks.map(lineOf).join(''));
		if (status === 'fail') outcome.exitCode = EXIT.wanting;
	});
}

async function schemaCheck({ url, kind, shown }: NamedStore): Promise<Check> {
	try {
		const { state, detail } = await kind.inspect(url);
		switch (state) {
			case 'ready':
				return check('schema', 'ok', detail);
			case 'absent':
				return check(
					'schema',
					'fail',
					detail,
					`is the URL right? To make a store there: latchkey migrate --store ${shown}`,
				);
			case 'outdated':
				return check('schema', 'fail', detail, `to make what is missing: latchkey migrate --store ${shown}`);
			case 'newer':
				return check('schema', 'fail', detail, 'use the latchkey of the hosts that wrote it');
		}
	} catch (error) {
		if (error instanceof Failure) throw error;
		return check('store', 'fail', describeError(error).error.message, 'is the URL right, and the server up?');
	}
}

function lineOf({ id, status, summary, advice }: Check): string {
	const line = `${status.toUpperCase().padEnd(4)}  ${id.padEnd(8)}  ${summary}\n`;
	return advice === null ? line : `${line}${' '.repeat(16)}→ ${advice}\n`;
}
