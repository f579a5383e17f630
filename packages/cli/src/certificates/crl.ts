import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { LatchkeyError } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { customerOption, jsonOption, keysOption, settingsOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';

export function crlCommand(environment: Environment) {
	const made = command(environment, 'crl', {
		summary: "write the list of a customer's certificates that hold no more",
		description:
			'Signs a certificate revocation list by the authority of a customer, as hosts publish it, and prints it as PEM: for systems that cannot fetch it.',
		examples: [['latchkey certificates crl --customer acme > acme.crl', 'valid for seven days']],
	})
		.addOption(customerOption())
		.addOption(new Option('--generation <number>', 'of this authority (default: the newest)').argParser(generationOf))
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(settingsOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, generation } = options;
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		const storeSource = made.getOptionValueSource('store');
		await withSession(environment, { ...options, storeSource, keyEncryption }, async ({ latchkey }) => {
			const der = await latchkey.certificateAuthorities.revocationList(customerId, generation);
			if (der === undefined) throw new LatchkeyError('not_found', 'this customer has no such certificate authority');
			const lines = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
			const crl = `-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`;
			answer(environment.terminal, options, { customerId, crl }, crl);
		});
	});
}

function generationOf(text: string): number {
	if (/^[1-9][0-9]{0,5}$/.test(text)) return Number(text);
	throw new InvalidArgumentError('A generation is a number from 1.');
}
