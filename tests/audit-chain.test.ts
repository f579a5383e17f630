import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import {
	type Actor,
	createLatchkey,
	type KeyEncryption,
	type Latchkey,
	type LatchkeyOptions,
	localKeyEncryption,
	type Store,
	StoreUnavailableError,
} from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { sqliteStore } from '@latchkey/store-sqlite';
import { capturedLogger, manualClock } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PRIVILEGES } from './support/embedded-host.ts';
import { scratchFile } from './support/scratch-file.ts';
import { seeded } from './support/seeded.ts';
import { runs } from './support/soak.ts';

const TENANT = { customerId: 'acme', domainId: 'main' };
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: grant, other: grant },
	address: '192.0.2.7',
};
const DAY_MS = 86_400_000;
const LEASE_MS = 5000;

interface Opened {
	readonly latchkey: Latchkey;
	readonly store: Store;
}

const keyEncryptionOf = (): KeyEncryption => localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });

async function open(
	file: string,
	keyEncryption: KeyEncryption,
	overrides: Partial<LatchkeyOptions> = {},
): Promise<Opened> {
	const store = overrides.store ?? (await sqliteStore({ file }));
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger: capturedLogger(),
		privileges: PRIVILEGES.map((name) => ({ name })),
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: () => undefined,
		keyEncryption,
		...overrides,
		store,
	});
	onTestFinished(() => latchkey.close());
	return { latchkey, store };
}

const chainIn = (store: Store, tenant = TENANT) => store.audit.read(tenant, 0, 10_000);

/** Adds, renames, reveals and rotates; the entries are there when it resolves. */
async function live({ applications, secrets, background }: Latchkey, count: number): Promise<void> {
	for (let index = 0; index < count; index++) {
		const { application } = await applications.add(admin, 'main', {
			name: `app ${index}`,
			privileges: ['devices:read'],
		});
		const { clientId } = application;
		await applications.change(admin, 'main', clientId, { description: `number ${index}` });
		await applications.reveal(admin, 'main', clientId);
		await secrets.add(admin, 'main', clientId, { overlapMs: 1000 });
	}
	await background.run('relay');
}

describe('the audit log', () => {
	it('has one entry of each event, in its words: who, what, when, from where, before and after', async () => {
		const events: unknown[] = [];
		const { latchkey, store } = await open(':memory:', keyEncryptionOf(), {
			onEvent: (event) => void events.push(event),
		});
		await live(latchkey, 2);
		const chain = await chainIn(store);
		expect(events.length).toBeGreaterThan(8);
		expect(chain.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
		expect(
			chain.map(({ eventId: id, type, at: occurredAt, clientId, data }) => ({ id, type, occurredAt, clientId, data })),
		).toEqual(
			(events as Record<string, unknown>[]).map(({ id, type, occurredAt, clientId, data }) => ({
				id,
				type,
				occurredAt,
				clientId,
				data,
			})),
		);
		for (const { actor } of chain) {
			expect(actor).toEqual({ kind: 'user', id: 'admin', credentialId: null, address: '192.0.2.7' });
		}
		expect(chain.find(({ type }) => type === 'client_application.changed')?.data).toEqual({
			before: { description: '' },
			after: { description: 'number 0' },
		});
		expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({
			entries: chain.length,
			fault: null,
			byKey: true,
		});
	});

	it('holds no secret that somebody pasted where it does not belong', async () => {
		const { latchkey, store } = await open(':memory:', keyEncryptionOf());
		const { credentials } = await latchkey.applications.add(admin, 'main', { name: 'one' });
		const { clientId } = credentials;
		// Whole ones are refused; of these the end was not copied.
		const clientSecret = credentials.clientSecret.slice(0, -3);
		const oauthCredentials = credentials.oauthCredentials.slice(0, -8);
		const description = `the secret is ${clientSecret}, or ${oauthCredentials}`;
		await latchkey.applications.change(admin, 'main', clientId, { name: 'Basic plan', description });
		await latchkey.background.run('relay');
		const text = JSON.stringify(await chainIn(store));
		expect(text).not.toContain(clientSecret);
		expect(text).not.toContain(oauthCredentials);
		expect(text).toContain('the secret is [redacted], or [redacted]');
		expect(text, 'what is none stays').toContain('Basic plan');
		expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({ fault: null });
	});

	it('is entered before anybody hears of an event, and nobody hears of one that could not be entered', async () => {
		const store = await sqliteStore({ file: ':memory:' });
		let away = true;
		const heard: string[] = [];
		const clock = manualClock();
		const { latchkey } = await open('', keyEncryptionOf(), {
			clock,
			store: {
				...store,
				audit: {
					...store.audit,
					append: async (...entries) =>
						away ? Promise.reject(new StoreUnavailableError('the audit log is away')) : store.audit.append(...entries),
				},
			},
			async onEvent({ id }) {
				expect(await store.audit.known(TENANT, [id])).toEqual(new Set([id]));
				heard.push(id);
			},
		});
		await live(latchkey, 1);
		expect(heard).toEqual([]);
		expect((await store.outbox.pending(10))[0]?.events).toHaveLength(5);
		away = false;
		clock.advance(LEASE_MS);
		await latchkey.background.run('relay');
		expect(heard).toHaveLength(5);
		expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({ entries: 5, fault: null });
	});

	it('has each event once, whenever the relay dies: before it enters, before anybody hears, before it takes away', async () => {
		const file = scratchFile();
		const keyEncryption = keyEncryptionOf();
		const clock = manualClock();
		const store = await sqliteStore({ file });
		const crash = (): Promise<never> => Promise.reject(new StoreUnavailableError('the process died'));
		const deaths: readonly Partial<LatchkeyOptions>[] = [
			{ store: { ...store, audit: { ...store.audit, append: crash } } },
			{ store: { ...store, audit: { ...store.audit, append: (...all) => store.audit.append(...all).then(crash) } } },
			{ onEvent: () => Promise.reject(new Error('the process died')) },
			{ store: { ...store, outbox: { ...store.outbox, take: crash } } },
		];
		const committed: string[] = [];
		for (const death of deaths) {
			const dying = await open(file, keyEncryption, { store, ...death, clock });
			const { applications, background } = dying.latchkey;
			const { application } = await applications.add(admin, 'main', { name: 'one' });
			await applications.reveal(admin, 'main', application.clientId);
			const pending = await store.outbox.pending(100);
			committed.push(...pending.flatMap(({ events }) => events.map(({ id }) => id)));
			await background.run('relay').catch(() => undefined);
			// Nothing of a process that died is released: its leases have to end.
			clock.advance(LEASE_MS);
		}
		const next = await open(file, keyEncryption, { clock });
		await next.latchkey.background.run('relay');
		expect(await next.store.outbox.pending(10)).toEqual([]);
		const chain = await chainIn(next.store);
		expect(chain.map(({ eventId }) => eventId).sort()).toEqual([...new Set(committed)].sort());
		expect(await next.latchkey.auditVerification.verify(TENANT)).toMatchObject({ entries: chain.length, fault: null });
	});

	it('is one chain without a gap where several processes relay at once', async () => {
		const file = scratchFile();
		const keyEncryption = keyEncryptionOf();
		const first = await open(file, keyEncryption);
		await first.latchkey.start();
		const others = await Promise.all([open(file, keyEncryption), open(file, keyEncryption)]);
		const all = [first, ...others];
		await Promise.all(all.map(({ latchkey }) => live(latchkey, 8)));
		await Promise.all(all.map(({ latchkey }) => latchkey.background.run('relay')));
		const chain = await chainIn(first.store);
		expect(chain).toHaveLength(3 * 8 * 5);
		expect(new Set(chain.map(({ eventId }) => eventId)).size).toBe(chain.length);
		for (const { latchkey } of all) {
			expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({ entries: chain.length, fault: null });
		}
		// Of each application in the order in which it happened.
		for (const [, entries] of Map.groupBy(chain, ({ clientId }) => clientId)) {
			expect(entries.map(({ type }) => type)).toEqual([
				'client_application.added',
				'client_secret.added',
				'client_application.changed',
				'client_secret.revealed',
				'client_secret.added',
			]);
		}
	});

	it('shows any single edit, drop, swap or cut of the rows in the file, and where', async () => {
		const file = scratchFile();
		const { latchkey, store } = await open(file, keyEncryptionOf());
		await live(latchkey, 3);
		const head = await latchkey.audit.head(admin, 'main');
		if (head === null) throw new Error('there is no head');
		const database = new DatabaseSync(file);
		onTestFinished(() => database.close());
		const columns = database
			.prepare('SELECT name, type FROM pragma_table_info(?)')
			.all('audit_entries')
			.map(({ name, type }) => ({ name: String(name), type: String(type) }));
		expect(columns).toHaveLength(14);
		const rows = database.prepare('SELECT * FROM audit_entries ORDER BY sequence').all();
		const { below } = seeded(1);

		function put(): void {
			database.exec('DELETE FROM audit_entries');
			const names = columns.map(({ name }) => name);
			const insert = database.prepare(`INSERT INTO audit_entries VALUES (${names.map(() => '?').join(', ')})`);
			for (const row of rows) insert.run(...names.map((name) => row[name] ?? null));
		}

		const edits = columns.map(({ name, type }) => (place: number) => {
			const change = type === 'INTEGER' ? `${name} + 1000` : `coalesce(${name}, '') || 'x'`;
			database.exec(`UPDATE audit_entries SET ${name} = ${change} WHERE sequence = ${place}`);
			return place;
		});
		const bodies = [
			...columns.filter(({ name }) => !['customer_id', 'domain_id', 'sequence', 'event_id'].includes(name)),
		]
			.map(({ name }) => name)
			.join(', ');
		const tamperings: ((place: number) => number)[] = [
			...edits,
			(place) => {
				database.exec(`DELETE FROM audit_entries WHERE sequence = ${place}`);
				return place;
			},
			(place) => {
				database.exec(`DELETE FROM audit_entries WHERE sequence >= ${place}`);
				return place;
			},
			(place) => {
				const other = place === 1 ? 2 : place - 1;
				database.exec(`
					UPDATE audit_entries SET sequence = -1 WHERE sequence = ${place};
					UPDATE audit_entries SET sequence = ${place} WHERE sequence = ${other};
					UPDATE audit_entries SET sequence = ${other} WHERE sequence = -1;`);
				return Math.min(place, other);
			},
			(place) => {
				const other = place === 1 ? 2 : place - 1;
				database.exec(`UPDATE audit_entries SET (${bodies}) =
					(SELECT ${bodies} FROM audit_entries WHERE sequence = ${other}) WHERE sequence = ${place}`);
				return place;
			},
			(place) => {
				database.exec(`DELETE FROM audit_entries WHERE sequence <= ${place}`);
				return 1;
			},
			(place) => {
				// An entry proves itself, and not that the host has cut there.
				database.exec(`INSERT INTO audit_checkpoints SELECT customer_id, domain_id, sequence, link, mac, at, mac
					FROM audit_entries WHERE sequence = ${place}`);
				database.exec(`DELETE FROM audit_entries WHERE sequence <= ${place}`);
				return place;
			},
		];
		expect(await latchkey.auditVerification.verify(TENANT, [head])).toMatchObject({
			entries: rows.length,
			fault: null,
		});
		for (const tamper of tamperings) {
			for (let time = 0; time < runs(2, 10); time++) {
				const expected = tamper(1 + below(rows.length));
				const { fault } = await latchkey.auditVerification.verify(TENANT, [head]);
				expect(fault?.sequence, `${tamper} ${JSON.stringify(fault)}`).toBe(expected);
				database.exec('DELETE FROM audit_checkpoints');
				put();
			}
		}
		expect(await latchkey.auditVerification.verify(TENANT, [head])).toMatchObject({
			entries: rows.length,
			fault: null,
		});
		expect((await chainIn(store)).length).toBe(rows.length);
	});

	it('is cut by its retention from its beginning, and verifies from there; an export of it does too', async () => {
		const clock = manualClock();
		const { latchkey, store } = await open(':memory:', keyEncryptionOf(), { clock, auditRetentionDays: 30 });
		await live(latchkey, 1);
		const early = await latchkey.audit.head(admin, 'main');
		clock.advance(20 * DAY_MS);
		await live(latchkey, 1);
		const { background, audit, auditVerification } = latchkey;
		clock.advance(10 * DAY_MS);
		await background.run('purge');
		expect(await chainIn(store)).toHaveLength(10);
		clock.advance(1);
		await background.run('purge');
		expect((await chainIn(store)).map(({ sequence }) => sequence)).toEqual([6, 7, 8, 9, 10]);
		expect(await auditVerification.verify(TENANT, [String(early)])).toMatchObject({ entries: 5, fault: null });
		const lines: string[] = [];
		for await (const line of await audit.exportLines(admin, 'main')) lines.push(line);
		expect(lines).toHaveLength(7);
		expect(await auditVerification.verifyExport(lines)).toMatchObject({ tenant: TENANT, entries: 5, fault: null });
		expect((await auditVerification.verifyExport(lines.slice(1))).fault).toEqual({ sequence: 1, fault: 'missing' });
		clock.advance(30 * DAY_MS);
		await background.run('purge');
		expect(await chainIn(store)).toEqual([]);
		expect(await auditVerification.verify(TENANT, [String(early)])).toMatchObject({
			entries: 0,
			last: { sequence: 10 },
			fault: null,
		});
		await live(latchkey, 1);
		expect(await chainIn(store)).toHaveLength(5);
		expect(await auditVerification.verify(TENANT)).toMatchObject({ entries: 5, last: { sequence: 15 }, fault: null });
	});

	it('outlives the domain that it is about, until its retention is over', async () => {
		const clock = manualClock();
		const { latchkey, store } = await open(':memory:', keyEncryptionOf(), { clock });
		await live(latchkey, 1);
		await latchkey.offboarding.removeCustomer('acme');
		await latchkey.background.run('relay');
		clock.advance(31 * DAY_MS);
		await latchkey.background.run('purge');
		expect(await store.policies.find(TENANT)).toBeUndefined();
		const { items } = await latchkey.audit.list(admin, 'main');
		expect(items.map(({ type }) => type)).toContain('policy.removed');
		expect(items.find(({ type }) => type === 'policy.removed')?.actor.kind).toBe('host');
		expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({ entries: 7, fault: null });
		clock.advance(400 * DAY_MS);
		await latchkey.background.run('purge');
		expect(await chainIn(store)).toEqual([]);
		await live(latchkey, 1);
		expect(await latchkey.auditVerification.verify(TENANT), 'a domain that comes back goes on').toMatchObject({
			last: { sequence: 12 },
			fault: null,
		});
	});

	it('goes on under another key-encryption key', async () => {
		const file = scratchFile();
		const keys = { k1: randomBytes(32), k2: randomBytes(32) };
		const before = await open(file, localKeyEncryption({ currentKeyId: 'k1', keys }));
		await live(before.latchkey, 1);
		const after = await open(file, localKeyEncryption({ currentKeyId: 'k2', keys }));
		await after.latchkey.rekey();
		const alone = localKeyEncryption({ currentKeyId: 'k2', keys: { k2: keys.k2 } });
		const { latchkey } = await open(file, alone);
		expect((await latchkey.inspectKeys()).unreadableCount).toBe(0);
		await live(latchkey, 1);
		expect(await latchkey.auditVerification.verify(TENANT)).toMatchObject({ entries: 10, fault: null });
	});

	it('of one domain proves nothing in another, although the key of the host is the same', async () => {
		const file = scratchFile();
		const { latchkey } = await open(file, keyEncryptionOf());
		await live(latchkey, 1);
		const database = new DatabaseSync(file);
		onTestFinished(() => database.close());
		database.exec("UPDATE audit_entries SET domain_id = 'other'");
		const other = { customerId: 'acme', domainId: 'other' };
		expect((await latchkey.auditVerification.verify(other)).fault).toEqual({ sequence: 1, fault: 'altered' });
		const head = await latchkey.audit.head(admin, 'other');
		await expect(latchkey.auditVerification.verify(TENANT, [String(head)])).rejects.toMatchObject({
			code: 'invalid_input',
		});
	});
});
