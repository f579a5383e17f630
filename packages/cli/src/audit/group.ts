import { command } from '../command-line/command.ts';
import type { Environment } from '../environment.ts';
import type { Outcome } from '../program.ts';
import { exportAuditCommand } from './export.ts';
import { verifyAuditCommand } from './verify.ts';

export function auditCommand(environment: Environment, outcome: Outcome) {
	return command(environment, 'audit', {
		summary: 'export the audit log, and verify that nobody has rewritten it',
		description:
			'The audit log of each domain: a chain under a key of the host, in which an entry that was edited, dropped, moved or made up is found. What was cut off at the end is found only with a signed head that was kept elsewhere, out of reach of those who can write to the store.',
		examples: [
			['latchkey audit verify', 'every domain, with LATCHKEY_STORE and LATCHKEY_KEYS set'],
			['latchkey audit export --customer acme --domain phones > acme-phones.jsonl', 'one domain, with its signed head'],
		],
	})
		.addCommand(exportAuditCommand(environment))
		.addCommand(verifyAuditCommand(environment, outcome));
}
