import { command } from '../command-line/command.ts';
import type { Environment } from '../environment.ts';
import { addCommand } from './add.ts';
import { listCommand } from './list.ts';
import { removeCommand } from './remove.ts';
import { revokeTokensCommand } from './revoke-tokens.ts';
import { rotateCommand } from './rotate.ts';
import { statusCommand } from './status.ts';

export function applicationsCommand(environment: Environment) {
	return command(environment, 'applications', {
		summary: 'list, add, rotate, disable, enable and remove client applications',
		description:
			'Client applications of a domain. A change made here counts as one made through the host: its limit and policy are enforced, its events are sent, and the operator is on record.',
		examples: [
			['latchkey applications list --customer acme --domain phones', 'what there is'],
			['latchkey applications add --customer acme --domain phones --name "My EMM"', 'one more, with its credentials'],
		],
	})
		.addCommand(listCommand(environment))
		.addCommand(addCommand(environment))
		.addCommand(rotateCommand(environment))
		.addCommand(statusCommand(environment, 'disable', 'disabled'))
		.addCommand(statusCommand(environment, 'enable', 'enabled'))
		.addCommand(revokeTokensCommand(environment))
		.addCommand(removeCommand(environment));
}
