import { command } from '../command-line/command.ts';
import {
	customerOption,
	jsonOption,
	settingsOption,
	storeOption,
	tenantId,
	yesOption,
} from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { type DomainCount, liveDomains } from './live-domains.ts';

export function revokeCommand(environment: Environment) {
	const made = command(environment, 'revoke', {
		summary: 'revoke every credential and token of a customer, or of one of its domains',
		description:
			'For the day on which credentials were stolen: every secret, certificate and public key of every client application stops working, and every token that one of them earned is refused everywhere within a second. The applications stay, without credentials: give them new ones by "latchkey applications rotate". It can be repeated, and goes on where it was cut short.',
		examples: [
			['latchkey revoke --customer acme --leaked', 'everything, as stolen: says what there is, and asks'],
			['latchkey revoke --customer acme --domain phones --yes', 'one domain, without a question'],
		],
	})
		.addOption(customerOption())
		.option('--domain <id>', 'only this domain', tenantId)
		.option('--leaked', 'put on record that somebody else may hold them')
		.addOption(yesOption())
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { terminal } = environment;
		const { customer: customerId, domain: domainId, leaked = false } = options;
		await withSession(environment, made, options, async ({ latchkey, store }) => {
			const domains = await liveDomains(store, customerId, domainId);
			const about = aboutText(customerId, domains);
			await confirm(terminal, { about, word: domainId ?? customerId, yes: options.yes === true });
			const revoked = await latchkey.massRevocation.revokeCustomerAsHost(customerId, {
				leaked,
				...(domainId === undefined ? {} : { domainId }),
			});
			const result = { customerId, domains: domains.map((domain) => domain.domainId), leaked, ...revoked };
			const { secrets, certificates, publicKeys, applications } = revoked;
			const what = `${counted(secrets, 'secret')}, ${counted(certificates, 'certificate')} and ${counted(publicKeys, 'public key')}`;
			const told = `Revoked ${what} of ${counted(applications, 'client application')}, and every token.\n`;
			answer(terminal, options, result, told);
		});
	});
}

function aboutText(customerId: string, domains: readonly DomainCount[]): string {
	if (domains.length === 0) return `Customer ${customerId} has nothing here that could be revoked.`;
	const lines = domains.map(
		({ domainId, applications }) => `  ${domainId}: ${counted(applications, 'client application')}`,
	);
	return `This revokes every secret, certificate, public key and token of customer ${customerId} in:\n${lines.join('\n')}`;
}
