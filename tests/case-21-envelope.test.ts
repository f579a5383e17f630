import { randomBytes } from 'node:crypto';
import { type Actor, type ClientApplication, localKeyEncryption, type Store } from '@latchkey/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { scratchStore } from './support/place.ts';
import { runs } from './support/soak.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = Object.fromEntries(
	['acme', 'globex'].map((customerId) => [
		customerId,
		{ userId: customerId, customerId, domains: { main: grant, other: grant } },
	]),
);

interface Added {
	readonly customerId: string;
	readonly domainId: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

async function add(host: EmbeddedHost, customerId: string, domainId: string): Promise<Added> {
	const path = `/v1/domains/${domainId}/client-applications`;
	const { json } = await host.call(customerId, 'POST', path, { body: { name: 'EMM', privileges: ['devices:read'] } });
	return { customerId, domainId, ...(json['credentials'] as Omit<Added, 'customerId' | 'domainId'>) };
}

function reveal(host: EmbeddedHost, { customerId, domainId, clientId }: Added) {
	return host.call(customerId, 'POST', `/v1/domains/${domainId}/client-applications/${clientId}/reveal`, { body: {} });
}

describe('case 21: a sealed value opens in its own place only', () => {
	let store: Store;
	let host: EmbeddedHost;
	beforeEach(async () => {
		store = await scratchStore();
		host = await startEmbeddedHost({ actors, store });
	});
	afterEach(() => host.close());

	async function found(added: Added): Promise<ClientApplication> {
		const application = await store.applications.find(added, added.clientId);
		if (application === undefined) throw new Error('it is not there');
		return application;
	}

	/** What somebody with write access to the database can do. */
	async function plant(into: Added, sealed: string | null): Promise<void> {
		const { revision, secrets } = await found(into);
		await store.applications.update(
			into,
			into.clientId,
			revision,
			{ secrets: secrets.map((one) => ({ ...one, sealed })) },
			[],
		);
	}

	const sealedOf = async (added: Added): Promise<string> => (await found(added)).secrets[0]?.sealed ?? '';

	async function isRefused(added: Added, ...others: Added[]): Promise<void> {
		const answer = await reveal(host, added);
		expect([409, 500]).toContain(answer.status);
		for (const { clientSecret } of [added, ...others]) expect(answer.text).not.toContain(clientSecret);
		expect(answer.text).not.toMatch(/unseal|decrypt|auth/i);
	}

	it('what is not touched opens', async () => {
		const one = await add(host, 'acme', 'main');
		expect((await reveal(host, one)).json['clientSecret']).toBe(one.clientSecret);
	});

	it.each<[string, string, string]>([
		['another application of the domain', 'acme', 'main'],
		['another domain', 'acme', 'other'],
		['another customer', 'globex', 'main'],
	])('a sealed value of %s', async (_what, customerId, domainId) => {
		const one = await add(host, 'acme', 'main');
		const two = await add(host, customerId, domainId);
		await plant(one, await sealedOf(two));
		await isRefused(one, two);
		expect((await reveal(host, two)).json['clientSecret']).toBe(two.clientSecret);
	});

	it('a sealed value of another secret of the same application, older or newer', async () => {
		const one = await add(host, 'acme', 'main');
		const old = await sealedOf(one);
		const path = `/v1/domains/main/client-applications/${one.clientId}/secrets`;
		await host.call('acme', 'POST', path, { body: {} });
		const { revision, secrets } = await found(one);
		const planted = secrets.map((secret, index) => (index === 1 ? { ...secret, sealed: old } : secret));
		await store.applications.update(one, one.clientId, revision, { secrets: planted }, []);
		await isRefused(one);
	});

	it('a sealed value of another domain together with the data key of that domain', async () => {
		const one = await add(host, 'acme', 'main');
		const two = await add(host, 'globex', 'main');
		const policy = await store.policies.find(one);
		const other = await store.policies.find(two);
		await store.policies.update(one, policy?.revision ?? 0, { dataKey: other?.dataKey ?? null }, []);
		await plant(one, await sealedOf(two));
		await isRefused(one, two);
	});

	it('a value that was cut, at every length, and one with any byte changed', async () => {
		const one = await add(host, 'acme', 'main');
		const sealed = await sealedOf(one);
		const [dataKeyId = '', body = ''] = sealed.split('.');
		const bytes = Buffer.from(body, 'base64url');
		for (let length = 0; length < bytes.length; length += 3) {
			await plant(one, `${dataKeyId}.${bytes.subarray(0, length).toString('base64url')}`);
			await isRefused(one);
		}
		for (let at = 0; at < bytes.length; at += 3) {
			const changed = Buffer.from(bytes);
			changed[at] = (changed[at] ?? 0) ^ 1;
			await plant(one, `${dataKeyId}.${changed.toString('base64url')}`);
			await isRefused(one);
		}
	});

	it('a wrapped key in another key’s place starts nothing', async () => {
		const keys = await store.hostKeys.list();
		const [signing, digest] = ['token_signing', 'secret_digest'].map((purpose) =>
			keys.find((key) => key.purpose === purpose),
		);
		if (signing === undefined || digest === undefined) throw new Error('a key is missing');
		await store.hostKeys.rewrap(signing.keyId, signing.wrapped, digest.wrapped);
		await expect(startEmbeddedHost({ actors, store, keyEncryption: host.keyEncryption })).rejects.toThrow();
	});
});

describe('case 21: nonces', () => {
	it('none is used twice under one key', async () => {
		const encryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
		const key = randomBytes(32);
		const nonces = new Set<string>();
		const count = runs(20_000, 50);
		for (let n = 0; n < count; n++) {
			const { ciphertext } = await encryption.wrap(key, 'context');
			nonces.add(Buffer.from(ciphertext, 'base64url').subarray(0, 12).toString('latin1'));
		}
		expect(nonces.size).toBe(count);
	});
});

describe('case 21: a new key-encryption key', () => {
	it('wraps everything anew under load without one failed reveal or token, and the old key can go', async () => {
		const store = await scratchStore();
		const keys = { k1: randomBytes(32), k2: randomBytes(32) };
		const before = await startEmbeddedHost({
			actors,
			store,
			keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: keys.k1 } }),
		});
		const added: Added[] = [];
		for (const customerId of ['acme', 'globex']) {
			for (const domainId of ['main', 'other']) added.push(await add(before, customerId, domainId));
		}
		const after = await startEmbeddedHost({
			actors,
			store,
			keyEncryption: localKeyEncryption({ currentKeyId: 'k2', keys }),
		});
		// A process that still wraps by the old key needs the new one to read: both know both during the change.
		const during = await startEmbeddedHost({
			actors,
			store,
			keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys }),
		});
		let running = true;
		const load = async (): Promise<number> => {
			let served = 0;
			while (running) {
				for (const one of added) {
					expect((await reveal(during, one)).json['clientSecret']).toBe(one.clientSecret);
					expect((await tokenOf(during, one.oauthCredentials)).status).toBe(200);
					served += 1;
				}
			}
			return served;
		};
		const loaded = load();
		expect(await after.latchkey.rekey()).toBeGreaterThanOrEqual(added.length);
		expect(await after.latchkey.rekey(), 'a second run finds nothing left').toBe(0);
		running = false;
		expect(await loaded).toBeGreaterThan(0);
		const alone = await startEmbeddedHost({
			actors,
			store,
			keyEncryption: localKeyEncryption({ currentKeyId: 'k2', keys: { k2: keys.k2 } }),
		});
		for (const one of added) {
			expect((await reveal(alone, one)).json['clientSecret']).toBe(one.clientSecret);
			expect((await tokenOf(alone, one.oauthCredentials)).status).toBe(200);
		}
		await Promise.all([before, after, during, alone].map((host) => host.close()));
	});
});
