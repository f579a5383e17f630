import { command } from '../command-line/command.ts';
import type { Environment } from '../environment.ts';
import { crlCommand } from './crl.ts';
import { listCommand } from './list.ts';
import { revokeCommand } from './revoke.ts';

export function certificatesCommand(environment: Environment) {
	return command(environment, 'certificates', {
		summary: 'list and revoke client certificates; write revocation lists',
		description:
			'Client certificates of an application, and the list of revoked certificates of a customer. To issue one, use the page or the API of the host.',
		examples: [
			['latchkey certificates list lk.acme.phones.0123456789abcdefghijkl', 'what an application has'],
			['latchkey certificates crl --customer acme > acme.crl', 'the list, as PEM'],
		],
	})
		.addCommand(listCommand(environment))
		.addCommand(revokeCommand(environment))
		.addCommand(crlCommand(environment));
}
