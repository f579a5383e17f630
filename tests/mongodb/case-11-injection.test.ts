import { type Actor, localKeyEncryption, type Store } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { manualClock } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { storeOn } from '../../packages/store-mongo/src/store.ts';
import { namesItsTenant, strangeOperators } from '../../packages/store-mongo/test/command-rules.ts';
import { commandRecord, type RecordedCommand } from '../../packages/store-mongo/test/recorded-commands.ts';
import { connectTo } from '../../packages/store-mongo/test/scratch-database.ts';
import { dropDatabase, scratchName } from '../../tools/servers/scratch-database.ts';
import {
	type Call,
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
} from '../support/embedded-host.ts';
import { withoutDueTime } from '../support/matrix-host.ts';
import { runs } from '../support/soak.ts';

const mongo = inject('mongo');

const PATH = '/v1/domains/main/client-applications';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } },
	other: { userId: 'other', customerId: 'globex', domains: { main: grant } },
};

/** Operators as values, as names, as texts that hold them, and what reaches into prototypes or out of a text. */
const ATTACKS: readonly unknown[] = [
	{ $ne: '' },
	{ $gt: '' },
	{ $in: ['acme', 'globex'] },
	{ $regex: '.*' },
	{ $where: 'sleep(1000) || true' },
	{ $or: [{}, { a: 1 }] },
	{ path: 'secrets', match: { $where: 'true' } },
	{ constructor: { prototype: { polluted: true } } },
	['acme', { $ne: null }],
	'{"$ne":null}',
	'$where',
	"'; return true; var x='",
	'.*',
	'^lk\\.',
	'secrets.0.sealed',
	'a\0b',
	'__proto__',
];

/** Values as they should be, of something that is not there. */
const HONEST = ['enabled', 'devices:read', `lk.acme.main.${'0'.repeat(22)}`, `sec_${'0'.repeat(16)}`];
/** Each attack goes to so many thirds of the places, to others than the one before; to all when soaking. */
const PLACES = runs(1, 3);
const GLOBEX = { customerId: 'globex', domainId: 'main' };

interface Sent extends Call {
	readonly user?: string;
	readonly method: string;
	readonly path: string;
}

/** What is asked about. */
interface Target {
	readonly clientId: string;
	readonly oauthCredentials: string;
}

const NOTHING: Sent = { method: 'GET', path: '/' };
const EMPTY: EmbeddedAnswer = { status: 0, headers: new Headers(), text: '', json: {} };

const textOf = (attack: unknown): string => (typeof attack === 'string' ? attack : JSON.stringify(attack));

/** An attack in every place of every request where there is a value of the caller's. */
function requestsWith(attack: unknown, { clientId, oauthCredentials }: Target): Sent[] {
	const text = textOf(attack);
	const inPath = encodeURIComponent(text);
	const application = `${PATH}/${clientId}`;
	const asAdmin = (method: string, path: string, call: Call = {}): Sent => ({ user: 'admin', method, path, ...call });
	const cursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');
	const basic = (credentials: string): Record<string, string> => ({
		authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
	});
	const token = (headers: Record<string, string>, body: string): Sent[] => [
		{ method: 'POST', path: '/oauth2/token', headers: { ...FORM, ...headers }, body },
		{ method: 'POST', path: '/v1/oauth2/tokens', headers: { ...FORM, ...headers }, body },
	];
	const credentials = { authorization: `Basic ${oauthCredentials}` };
	const fields = [
		'name',
		'description',
		'privileges',
		'secretExpiresAt',
		'ownerId',
		'status',
		'__proto__',
		'$set',
		text,
	];
	return [
		...['GET', 'DELETE'].map((method) => asAdmin(method, `/v1/domains/${inPath}/client-applications/${clientId}`)),
		...['GET', 'DELETE'].map((method) => asAdmin(method, `${PATH}/${inPath}`)),
		asAdmin('DELETE', `${application}/secrets/${inPath}`),
		asAdmin('PATCH', `${PATH}/${inPath}`, { body: { name: 'Taken over' } }),
		...['limit', 'cursor', 'q', 'status'].flatMap((name) => [
			asAdmin('GET', `${PATH}?${name}=${inPath}`),
			asAdmin('GET', `${PATH}?${name}[$ne]=${inPath}`),
			asAdmin('GET', `${PATH}?${name}[]=${inPath}&${name}[$gt]=`),
		]),
		...[attack, ['acme', 'main', attack, ''], ['acme', 'main', 5, attack], [attack, 'main', 5, '']].map((position) =>
			asAdmin('GET', `${PATH}?limit=1&cursor=${cursor(position)}`),
		),
		...fields.flatMap((name) => [
			asAdmin('PATCH', application, { body: { [name]: attack } }),
			asAdmin('POST', PATH, { body: { name: 'Added', [name]: attack } }),
		]),
		asAdmin('PATCH', application, { body: { privileges: [attack] } }),
		asAdmin('PATCH', application, { body: JSON.stringify(attack) }),
		asAdmin('PUT', '/v1/domains/main/policy', { body: { showOnce: attack } }),
		asAdmin('PUT', '/v1/domains/main/policy', { body: { showOnce: false, rules: attack } }),
		asAdmin('POST', `${application}/reveal`, { body: { secretId: attack } }),
		asAdmin('POST', `${application}/secrets`, { body: { overlap: attack } }),
		asAdmin('PATCH', application, { headers: { 'if-match': headerOf(text) }, body: { name: 'Taken over' } }),
		asAdmin('POST', PATH, { headers: { 'idempotency-key': headerOf(text) }, body: { name: 'Keyed' } }),
		...token(basic(`${text}:${text}`), 'grant_type=client_credentials'),
		...token(basic(`${clientId}:${text}`), 'grant_type=client_credentials'),
		...token({}, 'grant_type=client_credentials&client_id[$ne]=&client_secret[$gt]='),
		...token(
			{},
			new URLSearchParams({ grant_type: 'client_credentials', client_id: text, client_secret: text }).toString(),
		),
		...token(credentials, new URLSearchParams({ grant_type: text, scope: text }).toString()),
		...token(credentials, new URLSearchParams({ grant_type: 'client_credentials', 'scope[$ne]': text }).toString()),
		{ method: 'POST', path: '/oauth2/introspect', headers: { ...FORM, ...credentials }, body: `token=${inPath}` },
		{ method: 'POST', path: '/oauth2/revoke', headers: { ...FORM, ...credentials }, body: `token=${inPath}` },
		{ method: 'GET', path: '/v1/client-applications/self', headers: { authorization: `Bearer ${headerOf(text)}` } },
		{ method: 'POST', path: '/v1/client-applications/self/secrets', headers: credentials, body: { overlap: attack } },
	];
}

/** A header holds no control characters. */
const headerOf = (text: string): string => text.replaceAll('\0', '');

/** Members that are new in every answer, or made from what is. */
const DRAWN =
	/"(clientId|secretId|clientSecret|oauthCredentials|access_token|requestId|hint|next|client_id)":("[^"]*"|null)/g;

/** What an answer says, but for what chance or its host has a part in. */
function saidBy({ status, headers, text }: EmbeddedAnswer): object {
	const told = ['content-type', 'www-authenticate', 'retry-after', 'cache-control'];
	return {
		status,
		body: text.replace(DRAWN, (_, name: string, value: string) => `"${name}":${value === 'null'}`),
		headers: told.map((name) => headers.get(name)),
		tagged: headers.has('etag'),
		located: headers.has('location'),
	};
}

/** What a filter asks, without the values: which fields, by which operators. */
function shapeOf({ name, collection, filter }: RecordedCommand): string {
	const shape = (value: unknown): unknown => {
		if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shape(one))))].sort();
		if (typeof value !== 'object' || value === null) return 'value';
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
	};
	return `${name} ${collection} ${name === 'insert' ? '' : JSON.stringify(shape(filter))}`;
}

describe.skipIf('missing' in mongo)('case 11: nothing of a caller’s means anything to the database', () => {
	const database = scratchName();
	const record = commandRecord();
	let hosts: readonly EmbeddedHost[];

	const clock = manualClock();

	async function start(store: Store): Promise<EmbeddedHost> {
		const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } });
		const throttle = { failed: async () => 0 };
		return startEmbeddedHost({ actors, store, keyEncryption, throttle, clock, limit: 1000 });
	}

	beforeAll(async () => {
		if ('missing' in mongo) return;
		const connection = await connectTo({ url: mongo.url, database }, { monitorCommands: true });
		record.listenTo(connection.mongoose.getClient());
		hosts = [await start(await sqliteStore({ file: ':memory:' })), await start(storeOn(connection))];
	});

	afterAll(async () => {
		for (const host of hosts) await host.close();
		if (!('missing' in mongo)) await dropDatabase(mongo.url, database);
	});

	/** The same request to both, each about its own target, which must say the same. */
	async function ask(requests: readonly Sent[]): Promise<readonly EmbeddedAnswer[]> {
		const answers: EmbeddedAnswer[] = [];
		// So that what is added has an order that is not chance's.
		clock.advance(1);
		for (const [index, host] of hosts.entries()) {
			const { user, method, path, ...call } = requests[index] ?? NOTHING;
			answers.push(await host.call(user, method, path, call));
		}
		const [onSqlite = EMPTY, onMongo = EMPTY] = answers;
		const what = JSON.stringify(requests[1]);
		expect(saidBy(onMongo), what).toEqual(saidBy(onSqlite));
		expect(onMongo.status, what).toBeLessThan(500);
		return answers;
	}

	const both = (sent: Sent): Promise<readonly EmbeddedAnswer[]> => ask([sent, sent]);

	async function attackWith(attack: unknown, targets: readonly Target[], turn = 0, places = 3): Promise<void> {
		const [onSqlite = [], onMongo = []] = targets.map((target) => requestsWith(attack, target));
		for (const [index, sent] of onSqlite.entries()) {
			if ((index + turn) % 3 < places) await ask([sent, onMongo[index] ?? NOTHING]);
		}
	}

	async function add(user: string): Promise<Target[]> {
		const body = { name: 'EMM', privileges: ['devices:read'] };
		return (await both({ user, method: 'POST', path: PATH, body })).map(({ json }) => {
			const { oauthCredentials } = json['credentials'] as { oauthCredentials: string };
			return { clientId: String(json['clientId']), oauthCredentials };
		});
	}

	it('both stores answer every attack in every place alike, and no command holds an operator of theirs', async () => {
		const targets = await add('admin');
		const strangers = await add('other');
		const theirs = (): Promise<unknown> =>
			Promise.all(
				hosts.map(async ({ store }, index) => {
					const found = await store.applications.find(GLOBEX, strangers[index]?.clientId ?? '');
					return found === undefined ? null : withoutDueTime(found);
				}),
			);
		const before = await theirs();

		// The same places with values as they should be: what is sent for these is what may be sent at all.
		for (const honest of HONEST) await attackWith(honest, targets);
		const list = `${PATH}?limit=1&status=enabled&q=e`;
		const pages = await both({ user: 'admin', method: 'GET', path: list });
		await ask(
			pages.map(({ json }) => ({ user: 'admin', method: 'GET', path: `${list}&cursor=${String(json['next'])}` })),
		);
		const known = new Set(record.all().map(shapeOf));

		for (const [turn, attack] of ATTACKS.entries()) await attackWith(attack, targets, turn, PLACES);
		const commands = record.all();
		expect(
			[...new Set(commands.map(shapeOf))].filter((shape) => !known.has(shape)),
			'asked in another way',
		).toEqual([]);
		expect(commands.flatMap(strangeOperators)).toEqual([]);
		expect(commands.filter((command) => !namesItsTenant(command))).toEqual([]);
		expect(await theirs(), 'nothing of somebody else has changed').toEqual(before);
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it('what looks like an operator or a pattern is a text, found again by itself and nothing else', async () => {
		const texts = ATTACKS.map(textOf).filter((text) => !text.includes('\0'));
		for (const name of texts) {
			for (const { status } of await both({ user: 'admin', method: 'POST', path: PATH, body: { name } })) {
				expect(status).toBe(201);
			}
		}
		for (const text of texts) {
			const path = `${PATH}?limit=100&q=${encodeURIComponent(text)}`;
			const [, { json } = EMPTY] = await both({ user: 'admin', method: 'GET', path });
			const names = (json['items'] as { name: string }[]).map(({ name }) => name);
			expect(names.length, text).toBeGreaterThan(0);
			for (const name of names) expect(name).toContain(text);
		}
	});
});
