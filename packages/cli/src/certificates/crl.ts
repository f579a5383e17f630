import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { customerOption, jsonOption, keysOption, settingsOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';

export function crlCommand(environment: Environment) {
	const made = command(environment, 'crl', {
		summary: "write the list of a customer's revoked certificates",
		description:
			'Signs the certificate revocation list of a customer, as hosts publish it, and prints it as PEM: for systems that cannot fetch it.',
		examples: [['latchkey certificates crl --customer acme > acme.crl', 'valid for seven days']],
	})
		.addOption(customerOption())
		.addOption(
			new Option(
				'--generation <number>',
				"which of the customer's certificate authorities, from 1 (default: the newest)",
			).argParser(generationOf),
		)
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(settingsOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, generation } = options;
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { ...options, keyEncryption }, async ({ latchkey }) => {
			const der = await latchkey.certificateAuthorities.revocationList(customerId, generation);
			if (der === undefined) {
				const which = generation === undefined ? 'no certificate authority' : `no certificate authority ${generation}`;
				throw new Failure('not_found', `customer ${customerId} has ${which}`, {
					hint: 'a customer has one from its first certificate on',
				});
			}
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
