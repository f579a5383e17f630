import { Option } from '@commander-js/extra-typings';
import { type Latchkey, parseClientId, type Store, type Tenant } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { operatorActor } from '../command-line/operator.ts';
import {
	asOption,
	collected,
	customerOption,
	domainOption,
	duration,
	jsonOption,
	keysOption,
	settingsOption,
	storeOption,
} from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { credentialsText, warnOfCredentials } from './credentials.ts';

export function addCommand(environment: Environment) {
	const made = command(environment, 'add', {
		summary: 'add a client application and print its credentials once',
		description:
			'Adds a client application to a domain and prints its credentials to standard output, this once. If the host sets its own limit, prefixes or catalogue of privileges, say so by --settings; for the first one of a domain, it is needed in any case.',
		examples: [
			[
				'latchkey applications add --customer acme --domain phones --name "My EMM" --privilege devices:read',
				'one that may view devices',
			],
			[
				'latchkey applications add --customer acme --domain phones --name Report --expires 90d --json',
				'one whose secret works for 90 days',
			],
		],
	})
		.addOption(customerOption())
		.addOption(domainOption())
		.requiredOption('--name <text>', 'what people call it')
		.option('--description <text>', 'what it is for')
		.addOption(new Option('--privilege <name>', 'what it may do; once for each privilege').argParser(collected))
		.addOption(
			new Option('--expires <duration>', 'when its secret ends: 90d, 12h (default: never)').argParser(duration),
		)
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(settingsOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, domain: domainId, name, description, expires } = options;
		const tenant = { customerId, domainId };
		const privileges = options.privilege ?? [];
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { ...options, keyEncryption, privileges }, async (session) => {
			const { latchkey, catalogue } = session;
			const actor = operatorActor(options.as, tenant, privileges);
			if (options.settings === undefined) await assertHasPolicy(session.store, tenant);
			await assertPrefix(latchkey, tenant, session.clientIdPrefix);
			const added = await latchkey.applications.add(actor, domainId, {
				name,
				...(description === undefined ? {} : { description }),
				privileges: [...privileges],
				...(expires === undefined ? {} : { secretExpiresAt: environment.clock.now() + expires }),
			});
			const { terminal } = environment;
			const text = `Added "${added.application.name}" to domain ${domainId} of customer ${customerId}.\n\n`;
			answer(terminal, options, added, `${text}${credentialsText(added.credentials)}`);
			warnOfCredentials(terminal);
			if (catalogue === undefined && privileges.length > 0) {
				terminal.writeError(
					'The privileges were not checked, since no catalogue is set by --settings: one that the host does not know has no effect.\n',
				);
			}
		});
	});
}

/** A new domain gets a policy as its host has it by default, such as to show secrets once: that must be known. */
async function assertHasPolicy(store: Store, tenant: Tenant): Promise<void> {
	if ((await store.policies.find(tenant)) !== undefined) return;
	throw new Failure(
		'settings_needed',
		`domain ${tenant.domainId} is new, and its host may have rules for new domains`,
		{
			hint: 'name what the host is set to by --settings: a file with {} in it where that is nothing',
		},
	);
}

/** A host reads the tenant out of a Client ID, and only where it starts as its own do. */
async function assertPrefix(latchkey: Latchkey, tenant: Tenant, prefix: string): Promise<void> {
	const { items } = await latchkey.applications.list(operatorActor(undefined, tenant, []), tenant.domainId, {
		limit: 1,
	});
	const found = parseClientId(items[0]?.clientId ?? '')?.prefix;
	if (found === undefined || found === prefix) return;
	throw new Failure(
		'other_prefix',
		`Client IDs of this domain start with "${found}", and this one would with "${prefix}"`,
		{
			hint: `put "clientIdPrefix": "${found}" into the file that --settings names`,
		},
	);
}
