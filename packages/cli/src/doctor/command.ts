import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption } from '../command-line/options.ts';
import { describeError } from '../describe-error.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import type { Outcome } from '../program.ts';
import { withSession } from '../session.ts';
import { adviceOn } from '../stores/open-store.ts';
import { storeOf } from '../stores/store-of.ts';
import type { NamedStore } from '../stores/store-url.ts';
import { answer } from '../terminal/answer.ts';
import { type Check, check, worstOf } from './check.ts';
import { examine } from './examine.ts';

export function doctorCommand(environment: Environment, outcome: Outcome) {
	const made = command(environment, 'doctor', {
		summary: 'check the store, its keys, the clock and the backlog',
		description:
			'Checks that the store answers and has what this version needs, that every key in it unwraps and by which key-encryption key, that the clock of this machine agrees with those of the hosts, and that events and due work do not pile up. It changes nothing. It ends with 3 where a check fails.',
		examples: [
			[
				'latchkey doctor --store sqlite:/srv/latchkey/latchkey.db --keys /srv/latchkey/key-encryption-keys.json',
				'every check',
			],
			['latchkey doctor --json', 'for a monitor, with LATCHKEY_STORE and LATCHKEY_KEYS set'],
		],
	})
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const named = storeOf(environment, made, 'store');
		const hasKeys = options.keys !== undefined || environment.keyEncryption !== undefined;
		const keyEncryption = hasKeys ? neededKeyEncryption(environment, options.keys) : undefined;
		const schema = await schemaCheck(named);
		const checks = [schema];
		if (schema.status === 'ok') {
			const now = environment.clock.now();
			await withSession(environment, made, { keyEncryption }, async (session) => {
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
		if (state === 'ready') return check('schema', 'ok', detail);
		return check('schema', 'fail', detail, adviceOn(state, shown));
	} catch (error) {
		if (error instanceof Failure) throw error;
		return check(
			'store',
			'fail',
			describeError(error).error.message,
			'is the URL right? Is the server, or the disk, all right?',
		);
	}
}

function lineOf({ id, status, summary, advice }: Check): string {
	const line = `${status.toUpperCase().padEnd(4)}  ${id.padEnd(8)}  ${summary}\n`;
	return advice === null ? line : `${line}${' '.repeat(16)}→ ${advice}\n`;
}
