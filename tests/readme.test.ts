import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { exampleOf, readPage } from './support/page-examples.ts';

// Inside the workspace, so that its packages resolve.
const folder = join(import.meta.dirname, 'generated');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const example = (name: string): string => exampleOf('README.md', name);

it('starts with an example that can be run, within 30 lines', () => {
	const lines = readPage('README.md').split('\n');
	const start = lines.indexOf('<!-- example: embed -->');
	expect(lines.indexOf('```', start)).toBeLessThan(30);
	const statements = example('embed')
		.split('\n')
		.filter((line) => line.trim() !== '' && !line.startsWith('import'));
	expect(statements.length).toBeLessThanOrEqual(15);
});

it('shows an embedding that works as it stands: an application is added, and its token opens the route', async () => {
	mkdirSync(folder, { recursive: true });
	const [imports, ...rest] = splitImports(`${example('authenticate')}\n${example('embed')}`);
	const program = `
		import express, { type Response } from 'express';
		import { randomBytes } from 'node:crypto';
		import type { AddressInfo } from 'node:net';
		${imports}
		const keyEncryptionKey = randomBytes(32);
		const app = express();
		const listDevices = (_request: Request, response: Response): void => { response.json(['phone-1']); };
		${rest.join('\n').replaceAll('latchkey.db', ':memory:')}
		const server = app.listen(0, '127.0.0.1', async () => {
			const base = 'http://127.0.0.1:' + (server.address() as AddressInfo).port;
			const added = await fetch(base + '/v1/domains/acme-phones/client-applications', {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ name: 'EMM', privileges: ['devices:read'] }),
			});
			const { credentials } = (await added.json()) as { credentials: { oauthCredentials: string } };
			const headers = { authorization: 'Basic ' + credentials.oauthCredentials };
			const answer = await fetch(base + '/v1/oauth2/tokens', { method: 'POST', headers });
			const { access_token } = (await answer.json()) as { access_token: string };
			const opened = await fetch(base + '/v1/devices', { headers: { authorization: 'Bearer ' + access_token } });
			process.stdout.write(await opened.text());
			server.close();
			await latchkey.close();
			process.exit();
		});
	`;
	const file = join(folder, 'readme-example.ts');
	writeFileSync(file, program);
	const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString('utf8');
	});
	const [code] = (await once(child, 'exit')) as [number];
	expect({ code, output }).toEqual({ code: 0, output: '["phone-1"]' });
});

function splitImports(code: string): string[] {
	const lines = code.split('\n');
	const imports = lines.filter((line) => line.startsWith('import'));
	return [imports.join('\n'), ...lines.filter((line) => !line.startsWith('import'))];
}
