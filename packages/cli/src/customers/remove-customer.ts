import { command } from '../command-line/command.ts';
import { jsonOption, settingsOption, storeOption, tenantId, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { type DomainCount, domainLines, liveDomains } from './live-domains.ts';

export function removeCustomerCommand(environment: Environment) {
	const made = command(environment, 'remove-customer', {
		summary: 'remove a customer, or one of its domains, for good',
		description:
			'Removes every client application of a customer, refuses their tokens, and destroys the data keys, so that nothing that was sealed can be read again, in a backup neither. Nothing can be added to the domains afterwards. It can be repeated, and goes on where it was cut short.',
		examples: [
			['latchkey remove-customer acme', 'all of it: says what there is, and asks'],
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
		const storeSource = made.getOptionValueSource('store');
		await withSession(environment, { ...options, storeSource }, async ({ latchkey, store }) => {
			const domains = await liveDomains(store, customerId, domain);
			const about = aboutText(customerId, domains);
			await confirm(terminal, { about, word: domain ?? customerId, yes: options.yes === true });
			const removed =
				domain === undefined
					? await latchkey.offboarding.removeCustomer(customerId)
					: await latchkey.offboarding.removeDomain({ customerId, domainId: domain });
			const result = { customerId, domains: domains.map(({ domainId }) => domainId), removed };
			answer(terminal, options, result, `Removed ${counted(removed, 'client application')}.\n`);
		});
	});
}

function aboutText(customerId: string, domains: readonly DomainCount[]): string {
	if (domains.length === 0) return `Customer ${customerId} has nothing here that could be removed.`;
	return `This removes, of customer ${customerId}:\n${domainLines(domains)}\nand the data keys of these domains.`;
}
