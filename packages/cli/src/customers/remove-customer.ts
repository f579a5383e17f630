import type { Store, Tenant } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { jsonOption, settingsOption, storeOption, tenantId, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { type DomainCount, liveDomains } from './live-domains.ts';

export function removeCustomerCommand(environment: Environment) {
	const made = command(environment, 'remove-customer', {
		summary: 'remove a customer, or one of its domains, for good',
		description:
			'Removes every client application and endpoint of a customer, refuses their tokens, and destroys the data keys of its domains and the keys of its certificate authorities, so that the store can never read again what they sealed. Backups of the store still can, until the key-encryption key that they need is destroyed (latchkey rekey --new-key, then latchkey keys remove). Nothing can be added to the domains afterwards. With --domain, the certificate authorities stay. It can be repeated, and goes on where it was cut short.',
		examples: [
			['latchkey remove-customer acme', 'everything: says what there is, and asks'],
			['latchkey remove-customer acme --domain phones --yes', 'one domain, without a question'],
		],
	})
		.argument('<customerId>', "the customer's id", tenantId)
		.option('--domain <id>', 'only this domain', tenantId)
		.addOption(yesOption())
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(jsonOption());
	return made.action(async (customerId, options) => {
		const { terminal } = environment;
		const { domain } = options;
		await withSession(environment, made, options, async ({ latchkey, store }) => {
			const domains = await liveDomains(store, customerId, domain);
			if (domain !== undefined) await assertKnown(store, { customerId, domainId: domain });
			// They belong to the whole customer, and stay where one domain goes.
			const authorities = domain === undefined ? await store.certificateAuthorities.list(customerId) : [];
			const about = aboutText(customerId, domains, authorities.length);
			await confirm(terminal, { about, word: domain ?? customerId, yes: options.yes === true });
			const removed =
				domain === undefined
					? await latchkey.offboarding.removeCustomer(customerId)
					: await latchkey.offboarding.removeDomain({ customerId, domainId: domain });
			const result = { customerId, domains: domains.map(({ domainId }) => domainId), removed };
			const what = domain === undefined ? `customer ${customerId}` : `domain ${domain} of customer ${customerId}`;
			answer(terminal, options, result, `Removed ${what}, with ${counted(removed, 'client application')}.\n`);
		});
	});
}

/** A mistyped domain must not become one that is removed before it ever was. */
async function assertKnown(store: Store, tenant: Tenant): Promise<void> {
	if ((await store.policies.find(tenant)) !== undefined) return;
	throw new Failure('not_found', `customer ${tenant.customerId} has no domain ${tenant.domainId} in this store`);
}

function aboutText(customerId: string, domains: readonly DomainCount[], authorities: number): string {
	const texts: string[] = [];
	if (domains.length > 0) {
		const lines = domains.map(
			({ domainId, applications, endpoints }) =>
				`  ${domainId}: ${counted(applications, 'client application')}, ${counted(endpoints, 'endpoint')}\n`,
		);
		texts.push(
			`This removes, of customer ${customerId}:\n${lines.join('')}with all their credentials and tokens, and destroys the data keys of these domains.`,
		);
	}
	if (authorities > 0) {
		const which = counted(authorities, 'certificate authority', 'certificate authorities');
		texts.push(`This destroys the keys of ${which} of customer ${customerId}, and the revocation lists.`);
	}
	return texts.length === 0 ? `Nothing is left here to remove of customer ${customerId}.` : texts.join('\n');
}
