import { command } from '../command-line/command.ts';
import { asOption, jsonOption, settingsOption, storeOption, tenantId } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { readAsOperator, tenantOf } from './named-application.ts';

export function revokeTokensCommand(environment: Environment) {
	const made = command(environment, 'revoke-tokens', {
		summary: 'refuse every token that a client application was issued',
		description:
			'Every token that it was issued until now is refused within a second. Its credentials work on, and earn it new ones: to stop it, disable it.',
		examples: [
			['latchkey applications revoke-tokens lk.acme.phones.0123456789abcdefghijkl', 'refuse the tokens of this one'],
		],
	})
		.argument('<clientId>', 'the Client ID')
		.option('--customer <id>', 'refuse unless it is of this customer', tenantId)
		.option('--domain <id>', 'refuse unless it is of this domain', tenantId)
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, options) => {
		const tenant = tenantOf(clientId, options.customer, options.domain);
		await withSession(environment, made, options, async ({ latchkey }) => {
			const { actor } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const application = await latchkey.applications.revokeTokens(actor, tenant.domainId, clientId);
			answer(environment.terminal, options, { application }, `The tokens of "${application.name}" are revoked.\n`);
		});
	});
}
