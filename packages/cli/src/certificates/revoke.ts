import { readAsOperator, tenantOf } from '../applications/named-application.ts';
import { command } from '../command-line/command.ts';
import { asOption, jsonOption, settingsOption, storeOption, yesOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { confirm } from '../terminal/confirm.ts';

export function revokeCommand(environment: Environment) {
	const made = command(environment, 'revoke', {
		summary: 'revoke a client certificate',
		description:
			'The certificate stops working at once, and the tokens that it earned are refused within a second; no others are. It is in the revocation list as soon as a host has relayed the event.',
		examples: [
			[
				'latchkey certificates revoke lk.acme.phones.0123456789abcdefghijkl crt_0123456789abcdef',
				'says what it revokes, and asks',
			],
		],
	})
		.argument('<clientId>', 'the Client ID')
		.argument('<certificateId>', 'the id of the certificate, from "latchkey certificates list"')
		.option(
			'--leaked',
			'somebody else may hold its key: also revokes the credentials that were handed out to its holder',
		)
		.addOption(yesOption())
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, certificateId, options) => {
		const { terminal } = environment;
		const { leaked = false } = options;
		const tenant = tenantOf(clientId, undefined, undefined);
		await withSession(environment, made, options, async ({ latchkey }) => {
			const { actor, application } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const about = `This revokes certificate ${certificateId} of "${application.name}", and the tokens that it earned.`;
			await confirm(terminal, { about, word: certificateId, yes: options.yes === true });
			await latchkey.certificates.revoke(actor, tenant.domainId, clientId, certificateId, { leaked });
			const result = { clientId, revoked: certificateId, leaked };
			answer(terminal, options, result, `Certificate ${certificateId} is revoked.\n`);
		});
	});
}
