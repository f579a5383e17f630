import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, startDemo } from './support/demo-process.ts';
import { scratchFolder } from './support/scratch-file.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../docs/mutual-tls.md'), 'utf8');

it('the lines of the page about client certificates work when they are pasted', async () => {
	const [serving = '', using = ''] = [...PAGE.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) => lines);
	const [making = '', starting = ''] = serving.trim().split('\n');
	const folder = scratchFolder();
	execFileSync('sh', ['-c', making], { cwd: folder, stdio: 'ignore' });
	const env = { TLS_CERT: join(folder, 'server.pem'), TLS_KEY: join(folder, 'server.key') };
	expect(starting).toBe('TLS_CERT=$PWD/server.pem TLS_KEY=$PWD/server.key npm start');
	const port = await freePort();
	const demo = startDemo({ port, folder: join(folder, 'data'), password: 'demo', env });
	onTestFinished(() => demo.kill());
	await demo.serving;

	const pasted = spawn('sh', ['-c', using.replace('127.0.0.1:3000', `127.0.0.1:${port}`)], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	let said = '';
	pasted.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	expect(await once(pasted, 'close')).toEqual([0, null]);
	const [devices, refused] = said.split(/(?<=\})(?=\{)/).map((json) => JSON.parse(json) as Record<string, unknown>);
	expect(devices).toMatchObject({ items: [{ id: 'phone-1' }, { id: 'phone-2' }, { id: 'laptop-1' }] });
	expect(refused).toMatchObject({ type: 'urn:latchkey:problem:invalid-token', status: 401 });
});
