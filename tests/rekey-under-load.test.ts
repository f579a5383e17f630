import { join } from 'node:path';
import { createLatchkey } from '@latchkey/core';
import { createKeyFile, jsonLogger, keyFileEncryption, nodeRuntime, readKeyFile } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { command, killedAt } from './support/command.ts';
import type { AddedBody } from './support/crash-worker.ts';
import { freePort, startDemo } from './support/demo-process.ts';
import { type PlainClient, plainClient, tokenRequest } from './support/plain-client.ts';
import { scratchFolder } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';

const PASSWORD = 'correct horse';
/** Of a customer whom nobody serves here: they make a rekey long enough to be killed, between those who are served. */
const OTHER_DOMAINS = runs(100, 10);
const PER_PLACE = 3;
const PLACES = [
	['super@acme', 'acme-phones'],
	['super@acme', 'acme-laptops'],
	['super@globex', 'globex-main'],
] as const;

interface Held {
	readonly user: string;
	readonly path: string;
	readonly oauthCredentials: string;
}

async function addOtherDomains(folder: string, keyFile: string): Promise<void> {
	const domains = Array.from({ length: OTHER_DOMAINS }, (_, index) => `domain-${index}`);
	const grant = { manage: true, reveal: true, grantable: [] };
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger: jsonLogger('error'),
		store: await sqliteStore({ file: join(folder, 'latchkey.db') }),
		keyEncryption: keyFileEncryption(keyFile),
		privileges: [],
		tokens: { issuer: 'https://api.example.com', audience: 'https://api.example.com/v1' },
	});
	const actor = {
		userId: 'ada@beta',
		customerId: 'beta',
		domains: Object.fromEntries(domains.map((domainId) => [domainId, grant])),
	};
	for (const domainId of domains) await latchkey.applications.add(actor, domainId, { name: 'EMM' });
	await latchkey.close();
}

async function addHere(client: PlainClient): Promise<Held[]> {
	const held: Held[] = [];
	for (const [user, domainId] of PLACES) {
		for (let count = 0; count < PER_PLACE; count++) {
			const path = `/v1/domains/${domainId}/client-applications`;
			const body = { name: `EMM ${count}`, privileges: ['devices:read'] };
			const added = await client.send<AddedBody>('POST', path, { user, body });
			expect(added.status).toBe(201);
			const { clientId, credentials } = added.body;
			held.push({ user, path: `${path}/${clientId}`, oauthCredentials: credentials.oauthCredentials });
		}
	}
	return held;
}

/** One after the other, reveals each and gets a token by it that opens the API, until it is told to stop. */
function load(client: PlainClient, held: readonly Held[]) {
	const failures: unknown[] = [];
	const state = { stopped: false, rounds: 0 };
	const running = (async () => {
		while (!state.stopped) {
			for (const one of held) failures.push(...(await tryOne(client, one)));
			state.rounds += 1;
		}
	})();
	return {
		failures,
		rounds: () => state.rounds,
		async stop(): Promise<void> {
			state.stopped = true;
			await running;
		},
	};
}

async function tryOne(client: PlainClient, { user, path, oauthCredentials }: Held): Promise<unknown[]> {
	try {
		const shown = await client.send<{ oauthCredentials: string }>('POST', `${path}/reveal`, { user, body: {} });
		const token = await tokenRequest(client, oauthCredentials);
		const headers = { authorization: `Bearer ${token.body.access_token}` };
		const devices = await client.send('GET', '/v1/devices', { headers });
		const statuses = [shown.status, token.status, devices.status];
		const right = statuses.every((status) => status === 200) && shown.body.oauthCredentials === oauthCredentials;
		return right ? [] : [{ path, statuses, body: shown.body }];
	} catch (error) {
		return [{ path, error }];
	}
}

it('latchkey rekey, killed and run again, fails no reveal and no token of a host that serves meanwhile', async () => {
	const folder = scratchFolder();
	const keyFile = join(folder, 'key-encryption-keys.json');
	createKeyFile(keyFile);
	await addOtherDomains(folder, keyFile);
	const port = await freePort();
	const start = async () => {
		const demo = startDemo({ port, folder, password: PASSWORD });
		onTestFinished(() => demo.kill());
		await demo.serving;
		return { demo, client: plainClient(port, PASSWORD) };
	};
	const first = await start();
	const held = await addHere(first.client);
	first.client.close();
	expect(await first.demo.stop()).toBe(0);

	// A host that has no data key at hand yet, and has read the key file before there was another key.
	const { demo, client } = await start();
	const [phones = [], laptops = [], tablets = []] = PLACES.map((_, place) =>
		held.slice(place * PER_PLACE, (place + 1) * PER_PLACE),
	);
	const serving = [load(client, phones), load(client, phones)];
	const env = { LATCHKEY_STORE: `sqlite:${join(folder, 'latchkey.db')}`, LATCHKEY_KEYS: keyFile };
	const wrapped = async (): Promise<Record<string, number>> => {
		const { output } = await command(['keys', 'list', '--json'], { folder, env });
		const { keys } = JSON.parse(output) as { keys: { keyId: string; wraps: number }[] };
		return Object.fromEntries(keys.map(({ keyId, wraps }) => [keyId, wraps]));
	};
	const { k1: total = 0, ...byOthers } = await wrapped();
	expect(byOthers).toEqual({});
	// A data key of each domain, and the keys of the host itself.
	expect(total).toBeGreaterThan(PLACES.length + OTHER_DOMAINS);

	await killedAt(`Wrapping by "k2": ${Math.ceil(total / 2)} of`, ['rekey', '--new-key'], { folder, env });
	const { k1 = 0, k2 = 0 } = await wrapped();
	expect(k1 + k2).toBe(total);
	expect(Math.min(k1, k2)).toBeGreaterThan(0);
	// The first that the host hears of the new key: the run was through with this domain, which nobody has asked for yet.
	serving.push(load(client, laptops));
	expect(await command(['keys', 'remove', 'k1', '--yes'], { folder, env })).toMatchObject({
		exitCode: 1,
		errors: expect.stringContaining(`"k1" still wraps ${k1} keys`),
	});

	const resumed = await command(['rekey', '--json'], { folder, env });
	expect(resumed).toMatchObject({ exitCode: 0 });
	expect(JSON.parse(resumed.output)).toMatchObject({
		currentKeyId: 'k2',
		rewrapped: k1,
		wrappedBy: [{ keyEncryptionKeyId: 'k2', keys: total }],
	});
	expect(await command(['keys', 'remove', 'k1', '--yes'], { folder, env })).toMatchObject({ exitCode: 0 });
	expect(Object.keys(readKeyFile(keyFile).keys)).toEqual(['k2']);
	serving.push(load(client, tablets));
	const before = serving.map(({ rounds }) => rounds());
	const goOn = (): boolean => serving.every(({ rounds }, index) => rounds() > (before[index] ?? 0) + 1);
	await expect.poll(goOn, { timeout: 30_000 }).toBe(true);
	for (const { stop } of serving) await stop();
	expect(serving.flatMap(({ failures }) => failures)).toEqual([]);
	client.close();
	expect(await demo.stop()).toBe(0);

	// And one that never had the old key.
	const later = await start();
	for (const one of held) expect(await tryOne(later.client, one)).toEqual([]);
	later.client.close();
	expect(await later.demo.stop()).toBe(0);
});
