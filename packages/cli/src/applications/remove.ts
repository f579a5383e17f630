import { command } from '../command-line/command.ts';
import { asOption, jsonOption, settingsOption, storeOption, tenantId, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';
import { counted } from '../terminal/counted.ts';
import { readAsOperator, tenantOf } from './named-application.ts';

export function removeCommand(environment: Environment) {
	const made = command(environment, 'remove', {
		summary: 'remove a client application for good',
		description:
			'Destroys the secrets of a client application and refuses its tokens. This cannot be undone; to stop it for a while, disable it.',
		examples: [
			['latchkey applications remove lk.acme.phones.0123456789abcdefghijkl', 'remove this one, after a question'],
		],
	})
		.argument('<clientId>', 'the Client ID')
		.option('--customer <id>', 'must be its customer', tenantId)
		.option('--domain <id>', 'must be its domain', tenantId)
		.addOption(yesOption())
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, options) => {
		const { terminal } = environment;
		const tenant = tenantOf(clientId, options.customer, options.domain);
		const storeSource = made.getOptionValueSource('store');
		await withSession(environment, { ...options, storeSource }, async ({ latchkey }) => {
			const { actor, application } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const { name, secrets } = application;
			const about = `This removes "${name}" (${clientId}), its ${counted(secrets.length, 'secret')} and its tokens.`;
			await confirm(terminal, { about, word: clientId, yes: options.yes === true });
			await latchkey.applications.remove(actor, tenant.domainId, clientId);
			answer(terminal, options, { removed: clientId, ...tenant }, `"${name}" is removed.\n`);
		});
	});
}
