import { readAsOperator, tenantOf } from '../applications/named-application.ts';
import { command } from '../command-line/command.ts';
import { asOption, jsonOption, settingsOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer, when } from '../terminal/answer.ts';
import { table } from '../terminal/table.ts';

export function listCommand(environment: Environment) {
	const made = command(environment, 'list', {
		summary: 'list the client certificates of an application',
		description: 'Lists the client certificates that have neither ended nor been revoked, oldest first.',
		examples: [['latchkey certificates list lk.acme.phones.0123456789abcdefghijkl', 'as a table']],
	})
		.argument('<clientId>', 'the Client ID')
		.addOption(storeOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, options) => {
		const tenant = tenantOf(clientId, undefined, undefined);
		await withSession(environment, made, options, async ({ latchkey }) => {
			const { application } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const { certificates } = application;
			const rows = certificates.map((certificate) => [
				certificate.certificateId,
				certificate.serialNumber,
				certificate.origin,
				when(certificate.overlapEndsAt ?? certificate.expiresAt),
				when(certificate.lastUsedAt),
				certificate.lastAddress ?? '-',
			]);
			const head = ['CERTIFICATE', 'SERIAL NUMBER', 'ORIGIN', 'ENDS', 'LAST USED', 'FROM'];
			const text = rows.length === 0 ? `"${application.name}" has no client certificates.\n` : table(head, rows);
			answer(environment.terminal, options, { clientId, certificates }, text);
		});
	});
}
