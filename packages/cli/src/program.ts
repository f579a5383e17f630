import { readFileSync } from 'node:fs';
import { applicationsCommand } from './applications/group.ts';
import { auditCommand } from './audit/group.ts';
import { certificatesCommand } from './certificates/group.ts';
import { command } from './command-line/command.ts';
import { copyCommand } from './copy/command.ts';
import { removeCustomerCommand } from './customers/remove-customer.ts';
import { revokeCommand } from './customers/revoke.ts';
import { usageCommand } from './customers/usage.ts';
import { doctorCommand } from './doctor/command.ts';
import type { Environment } from './environment.ts';
import { keysCommand } from './keys/group.ts';
import { rekeyCommand } from './keys/rekey.ts';
import { migrateCommand } from './stores/migrate.ts';
import { restoredCommand } from './stores/restored.ts';

/** Where a command puts the exit code of an end that is no error. */
export interface Outcome {
	exitCode: number;
}

export function latchkeyProgram(environment: Environment, outcome: Outcome) {
	return command(environment, 'latchkey', {
		summary: 'operate Latchkey',
		description: 'Operates Latchkey: its client applications, its stores and its keys.',
		examples: [
			['latchkey doctor --store sqlite:/srv/latchkey/latchkey.db', 'is everything as it should be?'],
			['latchkey applications list --customer acme --domain phones', 'what applications a domain has'],
		],
	})
		.version(versionOf(), '-V, --version', 'show the version')
		.addCommand(applicationsCommand(environment))
		.addCommand(auditCommand(environment, outcome))
		.addCommand(certificatesCommand(environment))
		.addCommand(copyCommand(environment, outcome))
		.addCommand(doctorCommand(environment, outcome))
		.addCommand(keysCommand(environment))
		.addCommand(migrateCommand(environment))
		.addCommand(rekeyCommand(environment))
		.addCommand(removeCustomerCommand(environment))
		.addCommand(restoredCommand(environment))
		.addCommand(revokeCommand(environment))
		.addCommand(usageCommand(environment))
		.addHelpText('after', epilogue(environment));
}

function epilogue({ storeKinds }: Environment): string {
	return `
Environment variables, in place of options:
  LATCHKEY_STORE     the store; --store
  LATCHKEY_KEYS      the file with the key-encryption keys; --keys
  LATCHKEY_SETTINGS  the file with the settings of the host; --settings
  LATCHKEY_AS        the user id on record as the one who did it; --as
  LATCHKEY_FROM      the store that copy reads; --from
  LATCHKEY_TO        the store that copy writes; --to

Stores:
${storeKinds.map(({ form }) => `  ${form}`).join('\n')}
A URL with a password belongs in the environment, where other users of the machine do not see it.

Exit codes:
  0  done
  1  refused, or failed
  2  the command line makes no sense, or a confirmation is missing; nothing was done
  3  it ran to its end and found something wrong: a failed check, a copy that differs, a rewritten audit log
  4  the store cannot be reached now; the same command may succeed later
`;
}

function versionOf(): string {
	const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
	return (JSON.parse(manifest) as { version: string }).version;
}
