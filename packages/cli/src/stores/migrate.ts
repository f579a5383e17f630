import { command } from '../command-line/command.ts';
import { jsonOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { answer } from '../terminal/answer.ts';
import { adviceOn } from './open-store.ts';
import { storeOf } from './store-of.ts';

export function migrateCommand(environment: Environment) {
	const made = command(environment, 'migrate', {
		summary: 'bring a store up to this version, or make a new one',
		description:
			'Makes the tables and indexes that this version needs, and the store itself where there is none. Run it ahead of a deployment, or let the hosts do it when they start. It can be repeated. Hosts of an earlier version cannot open a SQLite file afterwards.',
		examples: [['latchkey migrate --store sqlite:/srv/latchkey/latchkey.db', 'ahead of a deployment']],
	})
		.addOption(storeOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { url, kind, shown } = storeOf(environment, made, 'store');
		const before = await kind.inspect(url);
		if (before.state === 'newer') {
			throw new Failure('store_newer', before.detail, { hint: adviceOn('newer', shown) });
		}
		const migrated = before.state !== 'ready';
		if (migrated) await kind.migrate(url);
		const { detail } = await kind.inspect(url);
		const text = migrated ? `Migrated: ${detail}.\n` : `Nothing to do: ${detail}.\n`;
		answer(environment.terminal, options, { store: shown, migrated, detail }, text);
	});
}
