import { command } from '../command-line/command.ts';
import { asOption, jsonOption, settingsOption, storeOption, tenantId } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { readAsOperator, tenantOf } from './named-application.ts';

const DESCRIPTIONS = {
	disable:
		'None of its credentials earns a token any more, and tokens that were issued are refused within a second. Nothing is lost: enable it again, and its credentials work as before.',
	enable: 'Its credentials work again. Tokens that were issued before it was disabled stay refused.',
};

export function statusCommand(environment: Environment, name: 'disable' | 'enable', status: 'disabled' | 'enabled') {
	const made = command(environment, name, {
		summary: `${name} a client application`,
		description: DESCRIPTIONS[name],
		examples: [[`latchkey applications ${name} lk.acme.phones.0123456789abcdefghijkl`, `${name} this one`]],
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
			const application = await latchkey.applications.change(actor, tenant.domainId, clientId, { status });
			answer(environment.terminal, options, { application }, `"${application.name}" is ${status}.\n`);
		});
	});
}
