import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { MAX_OVERLAP_MS } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { durationText } from '../command-line/duration.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import {
	asOption,
	duration,
	jsonOption,
	keysOption,
	settingsOption,
	storeOption,
	tenantId,
} from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer, when } from '../terminal/answer.ts';
import { credentialsText, warnOfCredentials } from './credentials.ts';
import { readAsOperator, tenantOf } from './named-application.ts';

export function rotateCommand(environment: Environment) {
	const made = command(environment, 'rotate', {
		summary: 'add a secret; the earlier ones work on for a while',
		description:
			'Adds a secret to a client application and prints the new credentials to standard output, this once. The earlier secrets work on for the overlap, so that the integration can change over without an outage.',
		examples: [
			[
				'latchkey applications rotate lk.acme.phones.0123456789abcdefghijkl',
				'both secrets work for the overlap that the domain has set',
			],
			[
				'latchkey applications rotate lk.acme.phones.0123456789abcdefghijkl --overlap 0s',
				'the earlier one stops working now',
			],
		],
	})
		.argument('<clientId>', 'the Client ID')
		.addOption(
			new Option(
				'--overlap <duration>',
				'how long the earlier secrets work on: 7d, 12h, 0s (default: as the domain has set, at first 7d)',
			).argParser(overlapDuration),
		)
		.addOption(
			new Option(
				'--expires <duration>',
				'when the new secret ends: 90d, 12h (default: the same lifetime as the newest has)',
			).argParser(duration),
		)
		.option('--customer <id>', 'refuse unless it is of this customer', tenantId)
		.option('--domain <id>', 'refuse unless it is of this domain', tenantId)
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (clientId, options) => {
		const tenant = tenantOf(clientId, options.customer, options.domain);
		const { overlap, expires } = options;
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { ...options, keyEncryption }, async ({ latchkey }) => {
			const { actor, application } = await readAsOperator(latchkey, options.as, tenant, clientId);
			const added = await latchkey.secrets.add(actor, tenant.domainId, clientId, {
				...(overlap === undefined ? {} : { overlapMs: overlap }),
				...(expires === undefined ? {} : { expiresAt: environment.clock.now() + expires }),
			});
			const secrets = await latchkey.secrets.list(actor, tenant.domainId, clientId);
			const ends = secrets
				.filter(({ secretId }) => secretId !== added.secret.secretId)
				.map(({ hint, overlapEndsAt }) => `The secret that ends in ${hint} works until ${when(overlapEndsAt)}.\n`);
			const text = `A new secret of "${application.name}".\n${ends.join('')}\n${credentialsText(added.credentials)}`;
			answer(environment.terminal, options, added, text);
			warnOfCredentials(environment.terminal);
		});
	});
}

function overlapDuration(text: string): number {
	const ms = duration(text);
	if (ms <= MAX_OVERLAP_MS) return ms;
	throw new InvalidArgumentError(`An overlap lasts ${durationText(MAX_OVERLAP_MS)} at most.`);
}
