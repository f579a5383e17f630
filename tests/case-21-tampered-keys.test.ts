import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { type Actor, localKeyEncryption, type Store, StoreUnavailableError } from '@latchkey/core';
import { decodeJwt, decodeProtectedHeader, exportJWK, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import {
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { scratchStore } from './support/place.ts';
import { scratchFile } from './support/scratch-file.ts';

const DOMAINS = ['one', 'two', 'three', 'four'] as const;
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = Object.fromEntries(
	['acme', 'globex'].map((customerId) => [
		customerId,
		{ userId: customerId, customerId, domains: Object.fromEntries(DOMAINS.map((domainId) => [domainId, grant])) },
	]),
);

interface Credentials {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

const pathIn = (domainId: string): string => `/v1/domains/${domainId}/client-applications`;
const body = { name: 'EMM', privileges: ['devices:read'] };

function add(host: EmbeddedHost, customerId: string, domainId: string): Promise<EmbeddedAnswer> {
	return host.call(customerId, 'POST', pathIn(domainId), { body });
}

async function credentialsIn(host: EmbeddedHost, customerId: string, domainId: string): Promise<Credentials> {
	return (await add(host, customerId, domainId)).json['credentials'] as Credentials;
}

function reveal(host: EmbeddedHost, customerId: string, domainId: string, clientId: string): Promise<EmbeddedAnswer> {
	return host.call(customerId, 'POST', `${pathIn(domainId)}/${clientId}/reveal`, { body: {} });
}

async function plantDataKey(store: Store, from: string, into: string): Promise<void> {
	const [source, target] = await Promise.all(
		[from, into].map((customerId) => store.policies.find({ customerId, domainId: 'one' })),
	);
	const tenant = { customerId: into, domainId: 'one' };
	await store.policies.update(tenant, target?.revision ?? 0, { dataKey: source?.dataKey ?? null }, []);
}

describe('case 21: a data key opens in its own domain only', () => {
	it('put in another policy it neither seals nor opens there, though this process has it at hand', async () => {
		const host = await startEmbeddedHost({ actors });
		const [acme, globex] = [await credentialsIn(host, 'acme', 'one'), await credentialsIn(host, 'globex', 'one')];
		expect((await reveal(host, 'acme', 'one', acme.clientId)).status).toBe(200);
		await plantDataKey(host.store, 'acme', 'globex');
		const refused = [
			await add(host, 'globex', 'one'),
			await host.call('globex', 'POST', `${pathIn('one')}/${globex.clientId}/secrets`, { body: {} }),
		];
		expect(refused.map(({ status }) => status)).toEqual([500, 500]);
		const revealed = await reveal(host, 'globex', 'one', globex.clientId);
		expect([409, 500]).toContain(revealed.status);
		for (const { text } of [...refused, revealed]) {
			expect(text).not.toMatch(/unseal|decrypt|authenticate data/i);
			expect(text).not.toContain(globex.clientSecret);
		}
		expect(JSON.stringify(host.logger.lines)).toContain('a request failed');
		await host.close();
	});
});

describe('case 21: the public half of the signing key', () => {
	it('is what its sealed private half says: another one in the database opens nothing', async () => {
		const file = scratchFile();
		const place = { file };
		const before = await startEmbeddedHost({ actors, place });
		const { keyEncryption } = before;
		const { oauthCredentials } = await credentialsIn(before, 'acme', 'one');
		const token = String((await tokenOf(before, oauthCredentials)).json['access_token']);
		await before.close();

		const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const planted = await exportJWK(publicKey);
		const database = new DatabaseSync(file);
		database
			.prepare("UPDATE host_keys SET public_jwk = ? WHERE purpose = 'token_signing'")
			.run(JSON.stringify(planted));
		database.close();

		const after = await startEmbeddedHost({ actors, place, keyEncryption });
		const { alg: _, ...header } = decodeProtectedHeader(token);
		const forged = await new SignJWT(decodeJwt(token)).setProtectedHeader({ ...header, alg: 'ES256' }).sign(privateKey);
		const status = async (bearer: string): Promise<number> => {
			const headers = { authorization: `Bearer ${bearer}` };
			return (await after.call(undefined, 'GET', '/api/devices:read', { headers })).status;
		};
		expect(await status(forged)).toBe(401);
		expect(await status(token)).toBe(200);
		expect(JSON.stringify(await after.latchkey.publicKeys())).not.toContain(planted.x);
		await after.close();
	});
});

describe('case 21: a change of the key-encryption key that was cut short', () => {
	it('leaves everything readable by both keys, and is simply started again', async () => {
		const store = await scratchStore();
		const keys = { k1: randomBytes(32), k2: randomBytes(32) };
		const old = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: keys.k1 } });
		const before = await startEmbeddedHost({ actors, store, keyEncryption: old });
		const added = new Map<string, Credentials>();
		for (const domainId of DOMAINS) added.set(domainId, await credentialsIn(before, 'acme', domainId));

		let writesLeft = 2;
		const dying: Store = {
			...store,
			policies: {
				...store.policies,
				async update(...values) {
					if (writesLeft === 0) throw new StoreUnavailableError('cut off');
					writesLeft -= 1;
					return store.policies.update(...values);
				},
			},
		};
		const both = localKeyEncryption({ currentKeyId: 'k2', keys });
		const cutShort = await startEmbeddedHost({ actors, store: dying, keyEncryption: both });
		await expect(cutShort.latchkey.rekey()).rejects.toThrow(StoreUnavailableError);
		const again = await startEmbeddedHost({ actors, store, keyEncryption: both });
		const opensEverything = async (host: EmbeddedHost): Promise<void> => {
			for (const [domainId, { clientId, clientSecret, oauthCredentials }] of added) {
				expect((await reveal(host, 'acme', domainId, clientId)).json['clientSecret']).toBe(clientSecret);
				expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
			}
		};
		await opensEverything(again);
		expect(await again.latchkey.rekey()).toBe(DOMAINS.length - 2);
		expect(await again.latchkey.rekey()).toBe(0);
		const alone = localKeyEncryption({ currentKeyId: 'k2', keys: { k2: keys.k2 } });
		const last = await startEmbeddedHost({ actors, store, keyEncryption: alone });
		await opensEverything(last);
		await Promise.all([before, cutShort, again, last].map((host) => host.close()));
	});
});
