import { type Actor, createLatchkey } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { capturedLogger, manualClock } from '@latchkey/testing';
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
	type EmbeddedHost,
	type EmbeddedHostOptions,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { scratchFile } from './support/scratch-file.ts';

const DAY = 86_400_000;
const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};

async function start(options: Partial<EmbeddedHostOptions>): Promise<EmbeddedHost> {
	const host = await startEmbeddedHost({ actors: { admin }, ...options });
	onTestFinished(() => host.close());
	return host;
}

/** Two hosts on one file, as two processes, whose clock is ours. */
async function startTwo() {
	const [file, clock] = [scratchFile(), manualClock(Date.now())];
	const here = await start({ place: { file }, clock });
	const there = await start({ place: { file }, clock, keyEncryption: here.keyEncryption });
	return { here, there, clock, file };
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

const kidOf = (token: string): string => decodeProtectedHeader(token).kid ?? '';
const kidsOf = async (host: EmbeddedHost): Promise<string[]> =>
	(await host.latchkey.publicKeys()).keys.map(({ kid }) => kid ?? '');

describe('case 22: a signing key is in other hands', () => {
	it('one call, and what it signed is refused at once here, and elsewhere within a second; the key is gone', async () => {
		const { here, there, clock } = await startTwo();
		const credentials = await addClient(here);
		const stolen = await tokenFrom(here, credentials);
		expect([await status(here, stolen), await status(there, stolen)]).toEqual([200, 200]);
		const { added, withdrawn } = await here.latchkey.signingKeys.rotateNow();
		expect(withdrawn.map(({ keyId }) => keyId)).toEqual([kidOf(stolen)]);
		expect(await status(here, stolen)).toBe(401);
		clock.advance(1001);
		expect(await status(there, stolen)).toBe(401);
		expect([await kidsOf(here), await kidsOf(there)]).toEqual([[added.keyId], [added.keyId]]);
		const kept = (await here.store.hostKeys.list()).filter(({ purpose }) => purpose === 'token_signing');
		expect(kept.map(({ keyId }) => keyId)).toEqual([added.keyId]);
	});

	it('the command is another process: no host has to be restarted', async () => {
		const { here, there, clock, file } = await startTwo();
		const credentials = await addClient(here);
		const stolen = await tokenFrom(here, credentials);
		const { keyEncryption } = here;
		const command = createLatchkey({
			...nodeRuntime(),
			clock,
			logger: capturedLogger(),
			keyEncryption,
			store: await sqliteStore({ file }),
			privileges: [],
			tokens: { issuer: 'http://localhost', audience: 'latchkey' },
		});
		await command.signingKeys.rotateNow();
		await command.close();
		clock.advance(1001);
		expect([await status(here, stolen), await status(there, stolen)]).toEqual([401, 401]);
		const next = await tokenFrom(there, credentials);
		expect([await status(here, next), await status(there, next)]).toEqual([200, 200]);
	});

	it('the published keys follow within a second, also where nobody asks for anything else', async () => {
		const { here, there, clock } = await startTwo();
		const [stolen = ''] = await kidsOf(there);
		const { added } = await here.latchkey.signingKeys.rotateNow();
		clock.advance(1001);
		expect(await kidsOf(there)).toEqual([added.keyId]);
		const answered = await there.call(undefined, 'GET', '/.well-known/jwks.json');
		expect(JSON.stringify(answered.json)).not.toContain(stolen);
		const kept = Number(/max-age=(\d+)/.exec(answered.headers.get('cache-control') ?? '')?.[1]);
		expect(kept).toBeGreaterThan(0);
		expect(kept).toBeLessThan(60);
	});

	it('interrupts no client that asks for another token when one is refused, wherever it asks', async () => {
		const { here, there, clock } = await startTwo();
		const hosts = [here, there];
		const clients = await Promise.all(Array.from({ length: 8 }, () => addClient(here)));
		const held = new Map<string, string>();
		let asked = 0;
		const use = async (credentials: string, turn: number): Promise<number> => {
			const at = hosts[turn % 2] ?? here;
			const issuer = hosts[Math.floor(turn / 2) % 2] ?? there;
			const token = held.get(credentials) ?? (await tokenFrom(issuer, credentials));
			held.set(credentials, token);
			const answered = await status(at, token);
			if (answered !== 401) return answered;
			asked += 1;
			const renewed = await tokenFrom(issuer, credentials);
			held.set(credentials, renewed);
			return status(at, renewed);
		};
		for (let turn = 0; turn < 8; turn++) {
			for (const credentials of clients) expect(await use(credentials, turn)).toBe(200);
		}
		expect(asked).toBe(0);
		await here.latchkey.signingKeys.rotateNow();
		for (let turn = 0; turn < 16; turn++) {
			clock.advance(150);
			for (const credentials of clients) {
				// For a second, another process may still sign with the old key: such a token is asked for once more.
				const first = await use(credentials, turn);
				if (turn >= 8) expect(first).toBe(200);
			}
		}
		expect(asked).toBeLessThanOrEqual(3 * clients.length);
		const kids = new Set([...held.values()].map(kidOf));
		expect(kids.size).toBe(1);
	});

	it('a token of a key that was withdrawn is refused though it was remembered as good', async () => {
		const host = await start({});
		const token = await tokenFrom(host, await addClient(host));
		for (let times = 0; times < 3; times++) expect(await status(host, token)).toBe(200);
		await host.latchkey.signingKeys.rotateNow();
		expect(await status(host, token)).toBe(401);
	});
});

describe('signing keys, by schedule', () => {
	it('are published a day before they sign, and kept until their last token has expired: nobody is interrupted', async () => {
		const { here, there, clock } = await startTwo();
		const credentials = await addClient(here);
		const [first = ''] = await kidsOf(here);
		const tokens: { token: string; until: number }[] = [];
		const seen = new Set<string>();
		for (let day = 0; day < 100; day++) {
			// A resource server that reads the published keys once a day.
			const copied = createLocalJWKSet((await there.latchkey.publicKeys()) as JSONWebKeySet);
			for (let part = 0; part < 4; part++) {
				clock.advance(DAY / 4);
				await here.flushUsage();
				const token = await tokenFrom(part % 2 === 0 ? here : there, credentials);
				seen.add(kidOf(token));
				const currentDate = new Date(clock.now());
				await jwtVerify(token, copied, { currentDate });
				tokens.push({ token, until: clock.now() + 3_599_000 });
				expect([await status(here, token), await status(there, token)]).toEqual([200, 200]);
			}
		}
		expect(seen.size).toBe(2);
		expect(await kidsOf(here)).not.toContain(first);
		expect(await kidsOf(there)).toHaveLength(1);
	});

	it('are one key for all processes, though all of them look at the schedule at the same time', async () => {
		const { here, there, clock } = await startTwo();
		clock.advance(89.5 * DAY);
		await Promise.all([here.flushUsage(), there.flushUsage(), here.flushUsage()]);
		expect(await kidsOf(here)).toHaveLength(2);
		expect((await kidsOf(here)).sort()).toEqual((await kidsOf(there)).sort());
	});
});
