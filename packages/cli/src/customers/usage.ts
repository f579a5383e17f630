import type { CredentialUse, Latchkey, Tenant } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { customerOption, jsonOption, settingsOption, storeOption, tenantId } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer, when } from '../terminal/answer.ts';
import { table } from '../terminal/table.ts';
import { liveDomains } from './live-domains.ts';

const PAGE = 100;

export function usageCommand(environment: Environment) {
	const made = command(environment, 'usage', {
		summary: 'who used which credential, when last and from where',
		description:
			'Lists every secret and certificate of the client applications of a customer, also those that have ended, with how many tokens it earned, when it was used first and last, and from which address last. What was used in the last few seconds may not be in it yet.',
		examples: [
			['latchkey usage --customer acme', 'all domains'],
			['latchkey usage --customer acme --domain phones --json', 'one domain, for a program'],
		],
	})
		.addOption(customerOption())
		.option('--domain <id>', 'only this domain', tenantId)
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, domain } = options;
		const storeSource = made.getOptionValueSource('store');
		await withSession(environment, { ...options, storeSource }, async ({ latchkey, store }) => {
			const uses: (CredentialUse & Tenant)[] = [];
			for (const tenant of await liveDomains(store, customerId, domain)) {
				for await (const use of usesOf(latchkey, tenant)) uses.push({ customerId, domainId: tenant.domainId, ...use });
			}
			const rows = uses.map((use) => [
				use.domainId,
				use.clientId,
				use.name,
				use.credentialId,
				worksAs(use),
				String(use.tokensIssued),
				when(use.firstUsedAt),
				when(use.lastUsedAt),
				use.lastAddress ?? '-',
			]);
			const head = ['DOMAIN', 'CLIENT ID', 'NAME', 'CREDENTIAL', 'WORKS', 'TOKENS', 'FIRST USED', 'LAST USED', 'FROM'];
			answer(environment.terminal, options, { customerId, credentials: uses }, table(head, rows));
		});
	});
}

function worksAs({ works, hint }: CredentialUse): string {
	if (!works) return 'ended';
	return hint === null ? 'yes' : `...${hint}`;
}

async function* usesOf(latchkey: Latchkey, tenant: Tenant): AsyncGenerator<CredentialUse> {
	let page = await latchkey.useReport.pageOfDomain(tenant, { limit: PAGE });
	yield* page.items;
	while (page.next !== null) {
		page = await latchkey.useReport.pageOfDomain(tenant, { limit: PAGE, cursor: page.next });
		yield* page.items;
	}
}
