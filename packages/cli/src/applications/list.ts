import { Option } from '@commander-js/extra-typings';
import { type ApplicationPage, type ClientApplicationView, MAX_PAGE } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { operatorActor } from '../command-line/operator.ts';
import {
	asOption,
	customerOption,
	domainOption,
	jsonOption,
	settingsOption,
	storeOption,
} from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer, when } from '../terminal/answer.ts';
import { table } from '../terminal/table.ts';

export function listCommand(environment: Environment) {
	const made = command(environment, 'list', {
		summary: 'list the client applications of a domain',
		description: 'Lists all client applications of a domain, newest first. Secrets are never shown.',
		examples: [
			['latchkey applications list --customer acme --domain phones', 'as a table'],
			['latchkey applications list --customer acme --domain phones --search emm --json', 'for a program'],
		],
	})
		.addOption(customerOption())
		.addOption(domainOption())
		.option('--search <text>', 'only those with this in their name or Client ID')
		.addOption(new Option('--status <status>', 'only those with this status').choices(['enabled', 'disabled'] as const))
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, domain: domainId, search, status } = options;
		await withSession(environment, made, options, async ({ latchkey, store }) => {
			const actor = operatorActor(options.as, { customerId, domainId }, []);
			const items: ClientApplicationView[] = [];
			let page: ApplicationPage;
			let cursor: string | undefined;
			do {
				page = await latchkey.applications.list(actor, domainId, { limit: MAX_PAGE, cursor, q: search, status });
				items.push(...page.items);
				cursor = page.next ?? undefined;
			} while (cursor !== undefined);
			const { count, limit } = page;
			answer(environment.terminal, options, { customerId, domainId, count, limit, items }, listText(items, page));
			// A domain is first known when something is added to it.
			if (count === 0 && (await store.policies.find({ customerId, domainId })) === undefined) {
				environment.terminal.writeError('Nothing was ever added to a domain of these ids: are they right?\n');
			}
		});
	});
}

function listText(
	items: readonly ClientApplicationView[],
	{ count, limit, customerId, domainId }: ApplicationPage,
): string {
	const summary = `${count} of at most ${limit} in domain ${domainId} of customer ${customerId}\n`;
	if (items.length === 0) return summary;
	const rows = items.map(({ clientId, name, status, ownerId, privileges, secrets, lastUsedAt }) => [
		clientId,
		name,
		status,
		ownerId,
		String(secrets.length),
		when(lastUsedAt),
		privileges.join(' '),
	]);
	const head = ['CLIENT ID', 'NAME', 'STATUS', 'OWNER', 'SECRETS', 'LAST USED', 'PRIVILEGES'];
	return `${table(head, rows)}\n${summary}`;
}
