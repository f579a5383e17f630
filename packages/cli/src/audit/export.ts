import { closeSync, openSync, writeSync } from 'node:fs';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption } from '../command-line/key-encryption.ts';
import { operatorActor } from '../command-line/operator.ts';
import {
	asOption,
	customerOption,
	domainOption,
	jsonOption,
	keysOption,
	storeOption,
} from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { reasonOf } from '../reason-of.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { counted } from '../terminal/counted.ts';

export function exportAuditCommand(environment: Environment) {
	const made = command(environment, 'export', {
		summary: 'write the audit log of a domain as lines of JSON',
		description:
			'Writes the audit log of a domain to standard output or into a file, one line of JSON for each entry, from the oldest on, and at the end the signed head. Anybody who has the public keys of the host can verify it.',
		examples: [
			['latchkey audit export --customer acme --domain phones --out acme-phones.jsonl', 'all of it'],
			[
				'latchkey audit export --customer acme --domain phones --head-only',
				'the signed head alone, to be kept elsewhere',
			],
		],
	})
		.addOption(customerOption())
		.addOption(domainOption())
		.option('--out <file>', 'a new file; one that exists is not overwritten (default: standard output)')
		.option('--head-only', 'the signed head alone')
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(asOption())
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { customer: customerId, domain: domainId, out } = options;
		const keyEncryption = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { keyEncryption }, async ({ latchkey }) => {
			const actor = operatorActor(options.as, { customerId, domainId }, []);
			if (options.headOnly === true) {
				const head = await latchkey.audit.head(actor, domainId);
				if (head === null) {
					throw new Failure('audit_empty', `the audit log of domain ${domainId} of customer ${customerId} is empty`);
				}
				if (out === undefined) {
					answer(environment.terminal, options, { customerId, domainId, head }, `${head}\n`);
					return;
				}
				await writeOut([`${head}\n`]);
			} else {
				await writeOut(await latchkey.audit.exportLines(actor, domainId));
			}

			async function writeOut(text: AsyncIterable<string> | Iterable<string>): Promise<void> {
				const { write, end } = destination(environment, out);
				let lines = 0;
				try {
					for await (const line of text) {
						write(line);
						lines += 1;
					}
				} finally {
					end();
				}
				// Lines on the output are JSON as they are.
				if (out === undefined) return;
				const told = `Wrote ${counted(lines, 'line')} to ${out}.\n`;
				answer(environment.terminal, options, { customerId, domainId, out, lines }, told);
			}
		});
	});
}

function destination({ terminal }: Environment, file: string | undefined) {
	if (file === undefined) return { write: (text: string) => terminal.write(text), end: () => undefined };
	const descriptor = openNew(file);
	return {
		write: (text: string) => void writeSync(descriptor, text),
		end: () => closeSync(descriptor),
	};
}

/** Readable by its owner only: it says who did what. */
function openNew(file: string): number {
	try {
		return openSync(file, 'wx', 0o600);
	} catch (error) {
		throw unwritable(file, error);
	}
}

function unwritable(file: string, error: unknown): Failure {
	return new Failure('file_unwritable', `${file} cannot be made: ${reasonOf(error)}`);
}
