import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { PASSWORD, startHost } from './support/host.ts';
import { scratchFolder } from './support/scratch-file.ts';

const page = readFileSync(join(import.meta.dirname, '../docs/assertions.md'), 'utf8');

function pasted(name: string): string {
	const lines = new RegExp(`<!-- pasted: ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1];
	if (lines === undefined) throw new Error(`docs/assertions.md has no lines "${name}"`);
	return lines;
}

it('the lines of docs/assertions.md make a key, register it and earn tokens by it, as they stand', async () => {
	const host = await startHost();
	onTestFinished(() => host.close());
	const { clientId } = await host.add('super@acme', 'acme-phones');
	const cwd = scratchFolder();
	const env = {
		PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
		BASE: host.baseUrl,
		DOMAIN: 'acme-phones',
		CLIENT_ID: clientId,
		SIGN_IN: `super@acme:${PASSWORD}`,
	};
	const run = async (command: string, args: readonly string[]): Promise<string> => {
		const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
		let said = '';
		let wrong = '';
		child.stdout.on('data', (chunk: Buffer) => {
			said += chunk.toString();
		});
		child.stderr.on('data', (chunk: Buffer) => {
			wrong += chunk.toString();
		});
		const [code] = (await once(child, 'close')) as [number];
		if (code !== 0) throw new Error(`${code}: ${wrong}`);
		return said;
	};
	await run('sh', ['-ec', pasted('key')]);
	const registered = JSON.parse(await run('sh', ['-ec', pasted('register')])) as { publicKeys: unknown[] };
	expect(registered.publicKeys).toMatchObject([{ algorithms: ['ES256'] }]);
	writeFileSync(join(cwd, 'token.mjs'), pasted('node'));
	const tokens = [await run(process.execPath, ['token.mjs'])];
	// Each signature has numbers of its own, and some are shorter than others.
	for (let count = 0; count < 10; count++) tokens.push(await run('sh', ['-ec', pasted('openssl')]));
	for (const answer of tokens)
		expect(JSON.parse(answer)).toMatchObject({ token_type: 'Bearer', scope: 'devices:read' });
}, 120_000);
