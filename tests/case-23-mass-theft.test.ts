import { randomBytes } from 'node:crypto';
import {
	type Actor,
	type Latchkey,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
	StoreUnavailableError,
} from '@latchkey/core';
import { systemClock } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { buildApplication, buildPolicy } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { loopbackOutbound } from './support/loopback-outbound.ts';
import { scanner } from './support/scanner.ts';
import { shareStore } from './support/shared-store.ts';
import { signingKey } from './support/signing-client.ts';
import { runs } from './support/soak.ts';

/** 10,000 when soaking. */
const SECRETS = runs(500);
const REVOKED_WITHIN_MS = 10_000;
const REFUSED_WITHIN_MS = 1000;
const DOMAINS = ['d0', 'd1', 'd2', 'd3', 'd4'];

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actorOf = (customerId: string): Actor => ({
	userId: `admin@${customerId}`,
	customerId,
	domains: Object.fromEntries(DOMAINS.map((domainId) => [domainId, grant])),
});
const ACTORS = { acme: actorOf('acme'), globex: actorOf('globex'), owner: owner() };

function owner(): Actor {
	return { userId: 'owner', customerId: 'acme', domains: { d0: { ...grant, manage: false } } };
}

interface Held {
	readonly clientId: string;
	readonly oauthCredentials: string;
	readonly token: string;
}

const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });

async function start(store: Store, options: Partial<LatchkeyOptions> = {}): Promise<EmbeddedHost> {
	const host = await startEmbeddedHost({ actors: ACTORS, store, keyEncryption, limit: 100_000, ...options });
	onTestFinished(() => host.close());
	return host;
}

/** One application with a token in each domain of the customer. */
async function seed(latchkey: Latchkey, customerId: 'acme' | 'globex'): Promise<Held[]> {
	const held: Held[] = [];
	for (const domainId of DOMAINS) {
		const input = { name: `EMM of ${domainId}`, privileges: ['devices:read'] };
		const { credentials } = await latchkey.applications.add(ACTORS[customerId], domainId, input);
		held.push({ ...credentials, token: await tokenFor(latchkey, credentials.oauthCredentials) });
	}
	return held;
}

async function tokenFor(latchkey: Latchkey, oauthCredentials: string): Promise<string> {
	const request = { authorization: `Basic ${oauthCredentials}`, parameters: [], address: '192.0.2.1' };
	return (await latchkey.tokens.issueLeniently(request)).access_token;
}

/** So many more of the customer's, each with one secret. */
async function fill(store: Store, count: number): Promise<void> {
	for (const domainId of DOMAINS) await store.policies.insert(buildPolicy({ customerId: 'acme', domainId }));
	const all = Array.from({ length: count }, (_, index) => ({
		application: buildApplication({ customerId: 'acme', domainId: DOMAINS[index % DOMAINS.length] ?? '' }),
		events: [],
	}));
	while (all.length > 0) await store.transfer.write('applications', all.splice(0, 500));
}

const opens = ({ latchkey }: { readonly latchkey: Latchkey }, { token }: Held): Promise<boolean> =>
	settles(latchkey.tokens.verify(token, ['devices:read'], undefined));

const settles = (promise: Promise<unknown>): Promise<boolean> =>
	promise.then(
		() => true,
		() => false,
	);

const count = async (answers: readonly Promise<boolean>[]): Promise<number> =>
	(await Promise.all(answers)).filter((answer) => answer).length;

describe('case 23: everything of a customer was stolen', () => {
	it('all its secrets are revoked within ten seconds, and their tokens refused elsewhere a second later', async () => {
		// Nobody works off the events meanwhile, which would keep this one thread from looking.
		const { instances } = await shareStore([systemClock, systemClock], { limit: 100_000 }, { worksUnasked: false });
		const [here, elsewhere] = instances;
		if (here === undefined || elsewhere === undefined) throw new Error('there must be two');
		const [stolen, others] = [await seed(here.latchkey, 'acme'), await seed(here.latchkey, 'globex')];
		await fill(here.store, SECRETS - stolen.length);
		expect(await count(stolen.map((held) => opens(elsewhere, held)))).toBe(stolen.length);

		const startedAt = performance.now();
		const revoked = await here.latchkey.massRevocation.revokeCustomerAsHost('acme', { leaked: true });
		const endedAt = performance.now();
		expect(revoked).toEqual({ applications: SECRETS, secrets: SECRETS, certificates: 0, publicKeys: 0 });
		await expect
			.poll(() => count(stolen.map((held) => opens(elsewhere, held))), { timeout: 10_000, interval: 20 })
			.toBe(0);
		expect(performance.now() - endedAt).toBeLessThan(REFUSED_WITHIN_MS);
		expect(endedAt - startedAt).toBeLessThan(REVOKED_WITHIN_MS);

		const asks = (held: Held): Promise<boolean> => settles(tokenFor(elsewhere.latchkey, held.oauthCredentials));
		expect([await count(stolen.map(asks)), await count(others.map(asks))]).toEqual([0, others.length]);
		expect(await count(others.map((held) => opens(elsewhere, held)))).toBe(others.length);
		expect(await here.latchkey.massRevocation.revokeCustomerAsHost('acme')).toEqual({
			applications: 0,
			secrets: 0,
			certificates: 0,
			publicKeys: 0,
		});
	});

	it('goes on where the store failed, and does all that it can before it says so', async () => {
		const store = await sqliteStore({ file: ':memory:' });
		let updates = Number.POSITIVE_INFINITY;
		const failing: Store = {
			...store,
			applications: {
				...store.applications,
				async update(...change) {
					updates -= 1;
					if (updates < 5 && updates >= 0) throw new StoreUnavailableError('away');
					return store.applications.update(...change);
				},
			},
		};
		const host = await start(failing);
		const stolen = await seed(host.latchkey, 'acme');
		await fill(store, 45);
		updates = 10;
		await expect(host.latchkey.massRevocation.revokeCustomerAsHost('acme')).rejects.toBeInstanceOf(
			StoreUnavailableError,
		);
		const rest = await host.latchkey.massRevocation.revokeCustomerAsHost('acme');
		expect(rest).toEqual({ applications: 5, secrets: 5, certificates: 0, publicKeys: 0 });
		expect(await count(stolen.map((held) => opens(host, held)))).toBe(0);
	});

	it('kills the tokens of secrets too that had ended before, of which nothing is left to revoke', async () => {
		const host = await start(await sqliteStore({ file: ':memory:' }));
		const [held] = await seed(host.latchkey, 'acme');
		const path = `/v1/domains/d0/client-applications/${held?.clientId}`;
		await host.call('acme', 'POST', `${path}/secrets`, { body: { overlap: 0 } });
		if (held === undefined) throw new Error('nothing was seeded');
		expect(await opens(host, held), 'an ordinary rotation leaves tokens alone').toBe(true);
		await host.call('acme', 'POST', '/v1/domains/d0/revoke-all', { body: {} });
		expect(await opens(host, held)).toBe(false);
	});

	it('one domain is revoked by its managers, and by nobody else', async () => {
		const host = await start(await sqliteStore({ file: ':memory:' }));
		const stolen = await seed(host.latchkey, 'acme');
		const path = '/v1/domains/d0/revoke-all';
		expect((await host.call('owner', 'POST', path, { body: {} })).status).toBe(403);
		expect((await host.call(undefined, 'POST', path, { body: {} })).status).toBe(401);
		expect(await count(stolen.map((held) => opens(host, held)))).toBe(5);
		const answer = await host.call('acme', 'POST', path, { body: { leaked: true } });
		const revoked = { applications: 1, secrets: 1, certificates: 0, publicKeys: 0 };
		expect([answer.status, answer.json]).toEqual([200, revoked]);
		expect(await count(stolen.map((held) => opens(host, held)))).toBe(4);
		await expect
			.poll(() => host.events.at(-1))
			.toMatchObject({
				type: 'client_secret.revoked',
				data: { leaked: true },
				actor: { kind: 'user', userId: 'admin@acme' },
			});
	});

	it('public keys are revoked too, and counted: given ones one by one, a set at a URL as one', async () => {
		const outbound = loopbackOutbound();
		onTestFinished(outbound.close);
		const host = await start(await sqliteStore({ file: ':memory:' }), { outbound });
		const paths = (await seed(host.latchkey, 'acme')).map(
			({ clientId }, index) => `/v1/domains/${DOMAINS[index]}/client-applications/${clientId}`,
		);
		const [given = '', published = '', keysAlone = ''] = paths;
		const jwks = { keys: [signingKey().jwk, signingKey('EdDSA').jwk] };
		const change = async (path: string, body: object): Promise<void> =>
			expect((await host.call('acme', 'PATCH', path, { body })).status).toBe(200);
		await change(given, { jwks });
		await change(published, { jwksUri: 'https://keys.example/jwks' });
		await change(keysAlone, { jwks });
		const { items } = (await host.call('acme', 'GET', `${keysAlone}/secrets`)).json as {
			readonly items: readonly { readonly secretId: string }[];
		};
		await host.call('acme', 'DELETE', `${keysAlone}/secrets/${items[0]?.secretId}`);

		const one = await host.call('acme', 'POST', '/v1/domains/d2/revoke-all', { body: {} });
		expect(one.json).toEqual({ applications: 1, secrets: 0, certificates: 0, publicKeys: 2 });
		const rest = await host.latchkey.massRevocation.revokeCustomerAsHost('acme', { leaked: true });
		expect(rest).toEqual({ applications: 4, secrets: 4, certificates: 0, publicKeys: 3 });
		for (const path of paths) {
			expect((await host.call('acme', 'GET', path)).json).toMatchObject({ publicKeys: [], jwksUri: null });
		}
		const again = await host.latchkey.massRevocation.revokeCustomerAsHost('acme');
		expect(again).toEqual({ applications: 0, secrets: 0, certificates: 0, publicKeys: 0 });
	});

	it('a report tells who used which secret, and when, after the revocation too', async () => {
		const host = await start(await sqliteStore({ file: ':memory:' }));
		const [held] = await seed(host.latchkey, 'acme');
		await tokenOf(host, held?.oauthCredentials ?? '');
		await host.flushUsage();
		const path = '/v1/domains/d0/usage';
		const use = { clientId: held?.clientId, name: 'EMM of d0', tokensIssued: 2, lastAddress: '127.0.0.1' };
		expect((await host.call('acme', 'GET', path)).json['items']).toMatchObject([{ ...use, works: true }]);
		await host.call('acme', 'POST', '/v1/domains/d0/revoke-all', { body: {} });
		const after = await host.call('acme', 'GET', path);
		expect(after.json['items']).toMatchObject([{ ...use, works: false, hint: null }]);
		expect((await host.call('owner', 'GET', path)).status).toBe(403);
	});

	it('the report goes page by page over all applications', async () => {
		const store = await sqliteStore({ file: ':memory:' });
		const host = await start(store);
		await fill(store, 35);
		const seen: unknown[] = [];
		let cursor = '';
		do {
			const { json } = await host.call('acme', 'GET', `/v1/domains/d1/usage?limit=3${cursor}`);
			seen.push(...(json['items'] as { clientId: string }[]).map(({ clientId }) => clientId));
			cursor = json['next'] === null ? '' : `&cursor=${String(json['next'])}`;
		} while (cursor !== '');
		expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
	});

	it('no report of leaks counts that is not signed by a key that is trusted', async () => {
		const host = await start(await sqliteStore({ file: ':memory:' }));
		const [held] = await seed(host.latchkey, 'acme');
		const answer = await scanner().report(host, [{ token: held?.oauthCredentials ?? '' }]);
		expect(answer.status).toBe(403);
		expect((await tokenOf(host, held?.oauthCredentials ?? '')).status).toBe(200);
	});
});
