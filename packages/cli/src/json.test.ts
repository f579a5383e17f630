import { join } from 'node:path';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { withCertificate } from '../test/as-host.ts';
import { JSON_ANSWERS } from '../test/json-answers.ts';
import { operated } from '../test/operated.ts';
import { processEnvironment } from './environment.ts';
import { latchkeyProgram } from './program.ts';

/** How many commands do something themselves. */
function leavesOf({ commands }: CommandUnknownOpts): number {
	return commands.length === 0 ? 1 : commands.reduce((sum, inner) => sum + leavesOf(inner), 0);
}

function sorted(answers: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
	return Object.fromEntries(Object.entries(answers).map(([command, members]) => [command, [...members].sort()]));
}

it('every command answers in JSON, to the output alone, with the members that the documents name', async () => {
	const at = await operated();
	const seen: Record<string, readonly string[]> = {};
	const phones = ['--customer', 'acme', '--domain', 'phones'];
	const ask = async (name: string, ...more: string[]): Promise<Record<string, unknown>> => {
		const ran = await at.latchkey([...name.split(' '), ...more, '--json']);
		expect(ran.exitCode, `${name}: ${ran.errors}`).toBe(0);
		const answer = JSON.parse(ran.output) as Record<string, unknown>;
		seen[name] = Object.keys(answer);
		return answer;
	};
	const { credentials } = await ask('applications add', ...phones, '--name', 'EMM', ...at.both);
	const { clientId } = credentials as { clientId: string };
	await ask('applications list', ...phones, ...at.store);
	await ask('applications rotate', clientId, ...at.both);
	await ask('applications disable', clientId, ...at.store);
	await ask('applications enable', clientId, ...at.store);
	await ask('applications revoke-tokens', clientId, ...at.store);
	const tenant = { customerId: 'acme', domainId: 'phones' };
	const certificateId = await withCertificate(at, tenant, clientId);
	await ask('certificates list', clientId, ...at.store);
	await ask('certificates revoke', clientId, certificateId, '--yes', ...at.store);
	await ask('certificates crl', '--customer', 'acme', ...at.both);
	await ask('audit export', ...phones, '--out', join(at.folder, 'audit.jsonl'), ...at.both);
	await ask('audit verify', ...at.both);
	await ask('usage', '--customer', 'acme', ...at.store);
	await ask('doctor', ...at.both);
	await ask('keys add', '--keys', at.keys);
	await ask('rekey', '--to', 'k2', ...at.both);
	await ask('keys list', ...at.both);
	await ask('keys remove', 'k1', '--yes', ...at.both);
	await ask('keys rotate', '--now', '--yes', ...at.both);
	await ask('restored', '--yes', ...at.both);
	await ask('copy', '--from', `sqlite:${at.file}`, '--to', `sqlite:${join(at.folder, 'to.db')}`);
	await ask('migrate', ...at.store);
	await ask('revoke', '--customer', 'acme', '--yes', ...at.store);
	await ask('applications remove', clientId, '--yes', ...at.store);
	await ask('remove-customer', 'acme', '--yes', ...at.store);
	expect(sorted(seen)).toEqual(sorted(JSON_ANSWERS));
	expect(Object.keys(seen)).toHaveLength(leavesOf(latchkeyProgram(processEnvironment(), { exitCode: 0 })));
}, 30_000);
