import { command } from '../command-line/command.ts';
import { jsonOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { answer } from '../terminal/answer.ts';
import { namedStore } from './store-url.ts';

export function migrateCommand(environment: Environment) {
	const made = command(environment, 'migrate', {
		summary: 'make the tables and indexes that this version needs',
		description:
			'Brings a store up to what this version needs, or makes it where there is none. Run it ahead of a deployment, or let the hosts do it when they start. It can be repeated. Hosts of an earlier version cannot open a SQLite file after.',
		examples: [['latchkey migrate --store sqlite:/srv/latchkey/latchkey.db', 'ahead of a deployment']],
	})
		.addOption(storeOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const source = made.getOptionValueSource('store') === 'env' ? 'environment' : 'command line';
		const { url, kind, shown } = namedStore(options.store, environment.storeKinds, source, 'LATCHKEY_STORE');
		const before = await kind.inspect(url);
		if (before.state === 'newer') {
			throw new Failure('store_newer', before.detail, { hint: 'use the latchkey of the hosts that wrote it' });
		}
		const migrated = before.state !== 'ready';
		if (migrated) await kind.migrate(url);
		const { detail } = await kind.inspect(url);
		const text = migrated ? `Migrated: ${detail}.\n` : `Nothing to do: ${detail}.\n`;
		answer(environment.terminal, options, { store: shown, migrated, detail }, text);
	});
}
