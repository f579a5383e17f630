import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { localKeyEncryption } from '@latchkey/core';
import { createKeyFile, readKeyFile } from '@latchkey/runtime-node';
import { expect, it } from 'vitest';
import { command } from './support/command.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { scratchFolder } from './support/scratch-file.ts';

const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: manages } } };

function copyDatabase(from: string, to: string): void {
	const database = new DatabaseSync(from);
	database.prepare('VACUUM INTO ?').run(to);
	database.close();
}

async function addClient(host: EmbeddedHost): Promise<string> {
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call('admin', 'POST', '/v1/domains/main/client-applications', { body });
	return (json['credentials'] as { oauthCredentials: string }).oauthCredentials;
}

const tokenFrom = async (host: EmbeddedHost, credentials: string): Promise<string> =>
	String((await tokenOf(host, credentials)).json['access_token']);

async function status(host: EmbeddedHost, token: string): Promise<number> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status;
}

it('case 22: a token of a signing key that a restore brings back is refused once the command has run', async () => {
	const folder = scratchFolder();
	const [file, backup, keys] = ['latchkey.db', 'backup.db', 'keys.json'].map((name) => join(folder, name)) as [
		string,
		string,
		string,
	];
	createKeyFile(keys);
	const start = (): Promise<EmbeddedHost> =>
		startEmbeddedHost({ actors, place: { file }, keyEncryption: localKeyEncryption(readKeyFile(keys)) });
	const restore = (): void => {
		for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
		copyDatabase(backup, file);
	};

	const first = await start();
	const credentials = await addClient(first);
	const stolen = await tokenFrom(first, credentials);
	copyDatabase(file, backup);
	await first.latchkey.signingKeys.rotateNow();
	expect(await status(first, stolen), 'withdrawn').toBe(401);
	await first.close();

	restore();
	const careless = await start();
	expect(await status(careless, stolen), 'what the restore alone does').toBe(200);
	await careless.close();

	restore();
	const ran = await command(['restored', '--yes', '--store', `sqlite:${file}`, '--keys', keys], { folder });
	expect(ran, ran.errors).toMatchObject({ exitCode: 0, output: expect.stringContaining('no token from before') });
	expect(ran.errors).toContain('has ended since the backup');
	const careful = await start();
	expect(await status(careful, stolen)).toBe(401);
	expect(await status(careful, await tokenFrom(careful, credentials))).toBe(200);
	await careful.close();
});
