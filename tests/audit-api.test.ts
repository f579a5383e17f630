import { type Actor, type Store, StoreUnavailableError } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { manualClock, manualScheduler } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedAnswer, type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { relayAll } from './support/relay-all.ts';

const all = { manage: true, reveal: true, grantable: PRIVILEGES };
const little = { manage: false, reveal: false, grantable: ['devices:read'] };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: all, other: all } },
	owner: { userId: 'owner', customerId: 'acme', domains: { main: { ...little, reveal: true } } },
	nobody: { userId: 'nobody', customerId: 'acme', domains: { main: little } },
	elsewhere: { userId: 'elsewhere', customerId: 'acme', domains: { other: all } },
	globex: { userId: 'globex', customerId: 'globex', domains: { main: all } },
};
const TENANT = { customerId: 'acme', domainId: 'main' };
const AUDIT = '/v1/domains/main/audit';
const APPLICATIONS = '/v1/domains/main/client-applications';

interface Entry {
	readonly sequence: number;
	readonly type: string;
	readonly actor: { readonly id: string };
	readonly clientId: string | null;
	readonly data: Record<string, unknown>;
}

const itemsOf = ({ json }: EmbeddedAnswer): Entry[] => json['items'] as Entry[];

async function opened(store?: Store) {
	const clock = manualClock();
	const scheduler = manualScheduler();
	const host = await startEmbeddedHost({ actors, clock, scheduler, ...(store === undefined ? {} : { store }) });
	onTestFinished(() => host.close());
	const add = async (user: string): Promise<string> => {
		const answer = await host.call(user, 'POST', APPLICATIONS, { body: { name: user, privileges: ['devices:read'] } });
		return (answer.json['credentials'] as { clientId: string }).clientId;
	};
	/** Everything that waits is entered. */
	const settle = async (): Promise<void> => {
		await relayAll(host);
		await scheduler.runAll();
	};
	return { host, clock, add, settle };
}

async function refusalsIn(host: EmbeddedHost): Promise<Entry[]> {
	const answer = await host.call('admin', 'GET', `${AUDIT}?limit=100`);
	return itemsOf(answer).filter(({ type }) => type.startsWith('access.'));
}

describe('GET …/audit', () => {
	it('tells who manages the domain what happened, newest first, by pages and filters', async () => {
		const { host, clock, add, settle } = await opened();
		const first = await add('admin');
		clock.advance(60_000);
		const second = await add('owner');
		await host.call('admin', 'PATCH', `${APPLICATIONS}/${first}`, { body: { name: 'Renamed' } });
		await settle();
		const whole = await host.call('admin', 'GET', AUDIT);
		expect(whole.json).toMatchObject({ ...TENANT, next: null, head: expect.stringMatching(/^eyJ/) });
		expect(itemsOf(whole).map(({ sequence }) => sequence)).toEqual([5, 4, 3, 2, 1]);
		expect(itemsOf(whole)[0]).toMatchObject({
			type: 'client_application.changed',
			at: new Date(clock.now()).toISOString(),
			actor: { kind: 'user', id: 'admin', credentialId: null, address: '127.0.0.1' },
			clientId: first,
			data: { before: { name: 'admin' }, after: { name: 'Renamed' } },
		});
		const get = async (query: string) => itemsOf(await host.call('admin', 'GET', `${AUDIT}?${query}`));
		expect((await get(`clientId=${second}`)).map(({ sequence }) => sequence)).toEqual([4, 3]);
		expect((await get('actor=owner')).map(({ sequence }) => sequence)).toEqual([4, 3]);
		expect((await get('type=client_secret.added&actor=admin')).map(({ sequence }) => sequence)).toEqual([2]);
		const since = new Date(clock.now()).toISOString();
		expect(await get(`from=${since}`)).toHaveLength(3);
		expect(await get(`to=${since}`)).toHaveLength(2);
		const seen: number[] = [];
		for (let cursor: unknown = ''; cursor !== null; ) {
			const page = await host.call('admin', 'GET', `${AUDIT}?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
			seen.push(...itemsOf(page).map(({ sequence }) => sequence));
			cursor = page.json['next'];
		}
		expect(seen).toEqual([5, 4, 3, 2, 1]);
	});

	it.each(['', '?format=jsonl'])('is for who manages, and of the domain that is asked for: %s', async (query) => {
		const { host, add, settle } = await opened();
		await add('admin');
		await settle();
		expect((await host.call('owner', 'GET', AUDIT + query)).status).toBe(403);
		expect((await host.call('elsewhere', 'GET', AUDIT + query)).status).toBe(404);
		expect((await host.call(undefined, 'GET', AUDIT + query)).status).toBe(401);
		const strangers = await host.call('globex', 'GET', AUDIT + query);
		expect(strangers.status).toBe(200);
		expect(strangers.text).not.toContain('acme');
	});

	it('takes no cursor of another domain or list, and no nonsense', async () => {
		const { host, add, settle } = await opened();
		await add('admin');
		await add('admin');
		await settle();
		const { json } = await host.call('admin', 'GET', `${AUDIT}?limit=1`);
		expect((await host.call('admin', 'GET', `/v1/domains/other/audit?cursor=${json['next']}`)).status).toBe(400);
		const applications = await host.call('admin', 'GET', `${APPLICATIONS}?limit=1`);
		for (const query of [`cursor=${applications.json['next']}`, 'cursor=e30', 'from=yesterday', 'limit=101', 'x=1']) {
			expect((await host.call('admin', 'GET', `${AUDIT}?${query}`)).status, query).toBe(400);
		}
	});

	it('exports all of it as lines that verify, by Accept or by format', async () => {
		const { host, add, settle } = await opened();
		for (let count = 0; count < 300; count++) await add('admin').catch(() => undefined);
		await settle();
		const accept = await host.call('admin', 'GET', AUDIT, { headers: { accept: 'application/x-ndjson' } });
		const format = await host.call('admin', 'GET', `${AUDIT}?format=jsonl`);
		for (const { text, headers } of [accept, format]) {
			expect(headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
			expect(headers.get('cache-control')).toContain('no-store');
			const lines = text.trimEnd().split('\n');
			const head = JSON.parse(lines.at(-1) ?? '') as { head: string };
			const verdict = await host.latchkey.auditVerification.verifyExport(lines, [head.head]);
			expect(verdict).toMatchObject({ tenant: TENANT, entries: lines.length - 1, fault: null });
			const cut = lines.toSpliced(3, 1);
			expect((await host.latchkey.auditVerification.verifyExport(cut)).fault).toEqual({
				sequence: 4,
				fault: 'missing',
			});
		}
		expect((await host.call('admin', 'GET', '/v1/domains/other/audit?format=jsonl')).text).toBe(
			'{"record":"head","customerId":"acme","domainId":"other","head":null}\n',
		);
	});

	it('breaks off where the store goes away in the middle, and is a problem where it was away before', async () => {
		const sqlite = await sqliteStore({ file: ':memory:' });
		let reads = Number.POSITIVE_INFINITY;
		const store: Store = {
			...sqlite,
			audit: {
				...sqlite.audit,
				async read(tenant, after, limit) {
					if (reads-- <= 0) throw new StoreUnavailableError('the store is away');
					return sqlite.audit.read(tenant, after, Math.min(limit, 2));
				},
			},
		};
		const { host, add, settle } = await opened(store);
		for (let count = 0; count < 4; count++) await add('admin');
		await settle();
		reads = 2;
		await expect(host.call('admin', 'GET', `${AUDIT}?format=jsonl`)).rejects.toThrow();
		reads = 0;
		expect((await host.call('admin', 'GET', `${AUDIT}?format=jsonl`)).status).toBe(503);
		reads = Number.POSITIVE_INFINITY;
		expect((await host.call('admin', 'GET', `${AUDIT}?format=jsonl`)).status).toBe(200);
	});
});

describe('what was refused', () => {
	it('leaves an entry: what is forbidden, and what is there but not theirs to see', async () => {
		const { host, add, settle } = await opened();
		const mine = await add('admin');
		const theirs = await add('nobody');
		await host.call('nobody', 'GET', AUDIT);
		await host.call('nobody', 'PUT', '/v1/domains/main/policy', { body: { showOnce: true } });
		await host.call('nobody', 'POST', `${APPLICATIONS}/${theirs}/reveal`, { body: {} });
		await host.call('nobody', 'PATCH', `${APPLICATIONS}/${theirs}`, { body: { privileges: ['devices:write'] } });
		await host.call('nobody', 'POST', `${APPLICATIONS}/${mine}/reveal`, { body: {} });
		await host.call('elsewhere', 'GET', APPLICATIONS);
		await settle();
		const found = (await refusalsIn(host)).toReversed();
		expect(found.map(({ type, actor, clientId, data }) => ({ type, user: actor.id, clientId, ...data }))).toEqual(
			[
				{ user: 'nobody', clientId: null, operation: 'audit.list', code: 'forbidden' },
				{ user: 'nobody', clientId: null, operation: 'policies.set', code: 'forbidden' },
				{ user: 'nobody', clientId: theirs, operation: 'applications.reveal', code: 'forbidden' },
				{
					user: 'nobody',
					clientId: theirs,
					operation: 'applications.change',
					code: 'privilege_not_grantable',
					privileges: ['devices:write'],
				},
				{ user: 'nobody', clientId: mine, operation: 'applications.reveal', code: 'not_found' },
				{ user: 'elsewhere', clientId: null, operation: 'applications.list', code: 'not_found' },
			].map((entry) => ({ type: 'access.refused', target: null, privileges: null, ...entry })),
		);
		expect(await host.latchkey.auditVerification.verify(TENANT)).toMatchObject({ fault: null });
	});

	it('leaves none of what is not there, or only came wrongly', async () => {
		const { host, add, settle } = await opened();
		const mine = await add('admin');
		const gone = await add('admin');
		await host.call('admin', 'DELETE', `${APPLICATIONS}/${gone}`);
		await settle();
		const absent = `${mine.slice(0, -4)}AAAA`;
		for (const path of [absent, gone, mine.replace('acme', 'globex'), 'lks_0123456789abcdefghijklmnopqrstuvwxyzAB']) {
			expect((await host.call('nobody', 'GET', `${APPLICATIONS}/${path}`)).status).toBe(404);
			expect((await host.call('admin', 'GET', `${APPLICATIONS}/${path}`)).status).toBe(404);
		}
		await host.call('admin', 'GET', '/v1/domains/none/audit');
		await host.call('admin', 'GET', '/v1/domains/..%2f/audit');
		await host.call('admin', 'POST', APPLICATIONS, { body: { name: '' } });
		await settle();
		expect(await refusalsIn(host)).toEqual([]);
		expect(await host.store.audit.tenants(undefined, 10)).toEqual([TENANT]);
	});

	it('is bounded per actor and domain; how much more there was is counted', async () => {
		const { host, clock, add, settle } = await opened();
		const mine = await add('admin');
		for (let count = 0; count < 35; count++) await host.call('nobody', 'GET', AUDIT);
		await host.call('owner', 'GET', `${APPLICATIONS}/${mine}`);
		await settle();
		const told = await refusalsIn(host);
		expect(told.filter(({ actor }) => actor.id === 'nobody')).toHaveLength(10);
		expect(told.filter(({ actor }) => actor.id === 'owner')).toHaveLength(1);
		const since = clock.now();
		clock.advance(60_000);
		await settle();
		await host.call('nobody', 'GET', AUDIT);
		await settle();
		const [latest, summary] = await refusalsIn(host);
		expect(latest).toMatchObject({ type: 'access.refused', actor: { id: 'nobody' } });
		expect(summary).toMatchObject({
			type: 'access.refusals_suppressed',
			actor: { id: 'nobody', address: '127.0.0.1' },
			data: { count: 25, since },
		});
	});

	it('is answered as ever while the store takes its time to enter it', async () => {
		const sqlite = await sqliteStore({ file: ':memory:' });
		const gate = Promise.withResolvers<void>();
		let slow = false;
		const append: Store['audit']['append'] = async (...values) => {
			if (slow) await gate.promise;
			return sqlite.audit.append(...values);
		};
		const { host, add, settle } = await opened({ ...sqlite, audit: { ...sqlite.audit, append } });
		await add('admin');
		await settle();
		slow = true;
		for (let count = 0; count < 3; count++) expect((await host.call('nobody', 'GET', AUDIT)).status).toBe(403);
		expect(await refusalsIn(host)).toEqual([]);
		gate.resolve();
		await settle();
		expect(await refusalsIn(host)).toHaveLength(3);
	});

	it('is entered when the store is there again', async () => {
		const sqlite = await sqliteStore({ file: ':memory:' });
		let away = false;
		const append: Store['audit']['append'] = async (...values) => {
			if (away) throw new StoreUnavailableError('the audit log is away');
			return sqlite.audit.append(...values);
		};
		const { host, add, settle } = await opened({ ...sqlite, audit: { ...sqlite.audit, append } });
		await add('admin');
		await settle();
		away = true;
		expect((await host.call('nobody', 'GET', AUDIT)).status).toBe(403);
		await settle();
		expect(await refusalsIn(host)).toEqual([]);
		away = false;
		await settle();
		expect(await refusalsIn(host)).toHaveLength(1);
	});
});
