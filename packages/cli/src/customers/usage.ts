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
		summary: 'list who used which credential, when last and from where',
		description:
			'Lists every secret, certificate and public key of the client applications of a customer, those that have ended and were used too, with how many tokens each earned, when it was first and last used, and from which address last. Use in the last few seconds may be missing.',
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
		await withSession(environment, made, options, async ({ latchkey, store }) => {
			const uses: (CredentialUse & Tenant)[] = [];
			for (const tenant of await liveDomains(store, customerId, domain)) {
				for await (const use of usesOf(latchkey, tenant)) uses.push({ customerId, domainId: tenant.domainId, ...use });
			}
			const rows = uses.map((use) => [
				use.domainId,
				use.clientId,
				use.name,
				use.credentialId,
				use.works ? 'yes' : 'no',
				use.hint === null ? '-' : `...${use.hint}`,
				String(use.tokensIssued),
				when(use.firstUsedAt),
				when(use.lastUsedAt),
				use.lastAddress ?? '-',
			]);
			const head = [
				'DOMAIN',
				'CLIENT ID',
				'NAME',
				'CREDENTIAL',
				'WORKS',
				'SECRET',
				'TOKENS',
				'FIRST USED',
				'LAST USED',
				'FROM',
			];
			const where = domain === undefined ? `customer ${customerId}` : `domain ${domain} of customer ${customerId}`;
			const text = rows.length === 0 ? `No client application of ${where} has a credential.\n` : table(head, rows);
			answer(environment.terminal, options, { customerId, credentials: uses }, text);
		});
	});
}

async function* usesOf(latchkey: Latchkey, tenant: Tenant): AsyncGenerator<CredentialUse> {
	let page = await latchkey.useReport.pageAsHost(tenant, { limit: PAGE });
	yield* page.items;
	while (page.next !== null) {
		page = await latchkey.useReport.pageAsHost(tenant, { limit: PAGE, cursor: page.next });
		yield* page.items;
	}
}
