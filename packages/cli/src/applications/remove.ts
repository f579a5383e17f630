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
			'Destroys every credential of a client application; its tokens are refused within a second, and its own endpoints are removed once they have been told. This cannot be undone: to stop it for a while, disable it.',
		examples: [
			['latchkey applications remove lk.acme.phones.0123456789abcdefghijkl', 'says what goes with it, and asks'],
		],
	})
		.argument('<clientId>', 'the Client ID')
		.option('--customer <id>', 'refuse unless it is of this customer', tenantId)
		.option('--domain <id>', 'refuse unless it is of this domain', tenantId)
		.addOption(yesOption())
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, options) => {
		const { terminal } = environment;
		const tenant = tenantOf(clientId, options.customer, options.domain);
		await withSession(environment, made, options, async ({ latchkey }) => {
			const { actor, application } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const { name, secrets, certificates, publicKeys } = application;
			const credentials = [
				counted(secrets.length, 'secret'),
				counted(certificates.length, 'certificate'),
				counted(publicKeys.length, 'public key'),
			].join(', ');
			const about = `This removes "${name}" (${clientId}) with its credentials (${credentials}), and refuses its tokens.`;
			await confirm(terminal, { about, word: clientId, yes: options.yes === true });
			await latchkey.applications.remove(actor, tenant.domainId, clientId);
			answer(terminal, options, { removed: clientId, ...tenant }, `"${name}" is removed.\n`);
		});
	});
}
