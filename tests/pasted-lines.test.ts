import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from './support/scratch-file.ts';

const MAIN = join(import.meta.dirname, '../apps/demo/src/main.ts');

async function output(command: string, args: readonly string[]): Promise<string> {
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	let text = '';
	child.stdout.on('data', (chunk: Buffer) => {
		text += chunk.toString('utf8');
	});
	await once(child, 'close');
	return text;
}

it('the three lines that the demo prints work when they are pasted, and its data is its owner’s alone', async () => {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const { port } = probe.address() as AddressInfo;
	await new Promise((resolve) => probe.close(resolve));
	const folder = join(scratchFolder(), 'data');
	// Vitest sets a BASE_URL of its own, which is no address of the demo's.
	const { BASE_URL: _, ...environment } = process.env;
	const env = { ...environment, PORT: String(port), LATCHKEY_DATA: folder };
	const demo = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
	const [greeting] = (await once(demo.stdout, 'data')) as [Buffer];
	const lines = greeting
		.toString('utf8')
		.split('\n')
		.filter((line) => /^ {2}(?:CREDENTIALS=|TOKEN=|curl )/.test(line));
	expect(lines).toHaveLength(3);
	const [credentials = '', token = '', devices = ''] = (await output('sh', ['-c', lines.join('\n')]))
		.trim()
		.split('\n');
	expect(Buffer.from(credentials, 'base64').toString()).toMatch(/^lk\.acme\.acme-phones\.\w{22}:lks_\w{38}$/);
	expect(token).toMatch(/^eyJ/);
	expect(JSON.parse(devices)).toMatchObject({ items: [{ id: 'phone-1' }, { id: 'phone-2' }, { id: 'laptop-1' }] });

	const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
	expect(mode(folder)).toBe('700');
	for (const file of ['key-encryption-keys.json', 'latchkey.db']) expect(mode(join(folder, file)), file).toBe('600');
	const ended = once(demo, 'exit');
	demo.kill('SIGTERM');
	expect(await ended).toEqual([0, null]);
});
