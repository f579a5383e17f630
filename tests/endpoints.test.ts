import { type Actor, type DomainGrant, EVENT_DATA_SCHEMAS, EVENT_TYPES, type Outbound } from '@latchkey/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { relayAll } from './support/relay-all.ts';
import { unreachable } from './support/unreachable.ts';

const TENANT = { customerId: 'acme', domainId: 'main' };
const manages: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actorOf = (userId: string, grant: DomainGrant): Actor => ({
	userId,
	customerId: 'acme',
	domains: { main: grant },
});
const actors = {
	admin: actorOf('admin', manages),
	owner: actorOf('owner', { ...manages, manage: false }),
	other: actorOf('other', { ...manages, manage: false }),
};
const PATH = '/v1/domains/main/endpoints';
const APPLICATIONS = '/v1/domains/main/client-applications';
const url = 'https://emm.example/hooks?key=query-key';

const outbound: Outbound = {
	...unreachable,
	refusal: ({ hostname }) => (hostname === '127.0.0.1' ? 'nothing is sent to this address' : undefined),
};

let host: EmbeddedHost;
beforeEach(async () => {
	host = await startEmbeddedHost({ actors, outbound, endpointLimit: 5 });
});
afterEach(() => host.close());

type User = keyof typeof actors;

async function call(user: User, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
	return await host.call(user, method, path, { headers, ...(body === undefined ? {} : { body }) });
}

async function add(user: User, body: object = {}): Promise<Record<string, unknown>> {
	const added = await call(user, 'POST', PATH, { url, ...body });
	expect(added.status, added.text).toBe(201);
	return { ...added.json, path: `${PATH}/${String(added.json['endpointId'])}`, tag: added.headers.get('etag') };
}

async function addApplication(user: User): Promise<string> {
	const { json } = await call(user, 'POST', APPLICATIONS, { name: 'EMM', privileges: [] });
	return String(json['clientId']);
}

const relayed = (): Promise<void> => relayAll(host);

/** Of an endpoint, oldest first. */
async function deliveries(path: unknown, query = ''): Promise<{ type: string; status: string; deliveryId: string }[]> {
	await relayed();
	const page = await call('admin', 'GET', `${String(path)}/deliveries?limit=100${query}`);
	return (page.json['items'] as { type: string; status: string; deliveryId: string }[]).toReversed();
}

describe('endpoints', () => {
	it('are added with a secret that is shown once, found, listed and counted', async () => {
		const { path, signingSecret, tag, ...added } = await add('admin', {
			description: 'EMM',
			eventTypes: ['endpoint.test'],
		});
		expect(signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
		expect(added).toMatchObject({ ...TENANT, url, clientId: null, description: 'EMM', status: 'enabled' });
		const found = await call('admin', 'GET', String(path));
		expect(found.json).toEqual(added);
		expect(found.headers.get('etag')).toBe(tag);
		expect(found.text).not.toContain('whsec_');
		await add('admin');
		const page = await call('admin', 'GET', `${PATH}?limit=1`);
		expect(page.json).toMatchObject({ ...TENANT, count: 2, limit: 5 });
		const next = await call('admin', 'GET', `${PATH}?limit=1&cursor=${String(page.json['next'])}`);
		expect(next.json['items']).toEqual([added]);
	});

	it('refuse what cannot or must not be sent to, when they are added and when they are edited', async () => {
		const { path } = await add('admin');
		for (const [refused, why] of Object.entries({
			'ftp://emm.example/': 'https',
			'https://user:pass@emm.example/': 'user name',
			'https://emm.example/#here': 'fragment',
			'emm.example': 'URL',
			'https://127.0.0.1/': 'nothing is sent to this address',
			[`https://emm.example/${'a'.repeat(2048)}`]: 'url',
		})) {
			const answer = await call('admin', 'POST', PATH, { url: refused });
			expect(answer.status, refused).toBe(400);
			expect(answer.text, refused).toContain(why);
			expect((await call('admin', 'PATCH', String(path), { url: refused })).status, refused).toBe(400);
		}
	});

	it('are limited in number, also when many are added at once, and a removed one makes room', async () => {
		const racing = Array.from({ length: 12 }, () => call('admin', 'POST', PATH, { url }));
		const answers = await Promise.all(racing);
		expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
		expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({ limit: 5 });
		const [first] = answers.filter(({ status }) => status === 201);
		expect((await call('admin', 'DELETE', `${PATH}/${String(first?.json['endpointId'])}`)).status).toBe(204);
		await add('admin');
	});

	it('are for who manages the domain, and for owners of the application that they are bound to', async () => {
		const clientId = await addApplication('owner');
		expect((await call('owner', 'POST', PATH, { url })).status, 'the whole domain').toBe(403);
		expect((await call('other', 'POST', PATH, { url, clientId })).status).toBe(404);
		const wide = await add('admin');
		const bound = await add('owner', { clientId });
		for (const [user, seen] of [
			['admin', 2],
			['owner', 1],
			['other', 0],
		] as const) {
			const { json } = await call(user, 'GET', PATH);
			expect(json['count'], user).toBe(seen);
			expect(json['items'], user).toHaveLength(seen);
		}
		expect((await call('owner', 'GET', String(wide['path']))).status).toBe(404);
		expect((await call('owner', 'PATCH', String(bound['path']), { description: 'mine' })).status).toBe(200);
		await call('admin', 'PATCH', `${APPLICATIONS}/${clientId}`, { ownerId: 'other' });
		expect((await call('owner', 'GET', String(bound['path']))).status, 'handed over').toBe(404);
		expect((await call('other', 'POST', `${String(bound['path'])}/rotate`, {})).status).toBe(200);
	});

	it('are edited under If-Match, and tell others of the origin of their URL only', async () => {
		const { path, tag } = await add('admin', { eventTypes: ['client_application.added'] });
		const { json: other } = await call('admin', 'POST', PATH, { url: 'https://other.example' });
		const ifMatch = { 'if-match': String(tag) };
		const edited = await call(
			'admin',
			'PATCH',
			String(path),
			{ url: 'https://new.example/path-key?k=query-key' },
			ifMatch,
		);
		expect(edited.status).toBe(200);
		expect((await call('admin', 'PATCH', String(path), { description: 'late' }, ifMatch)).status).toBe(412);
		expect((await call('admin', 'DELETE', String(path), undefined, ifMatch)).status).toBe(412);
		await relayed();
		const told = JSON.stringify(host.events);
		expect(told).toContain('"after":{"origin":"https://new.example"}');
		await call('admin', 'DELETE', String(path));
		await relayed();
		const entries = await host.store.audit.list(TENANT, { limit: 100 });
		const payloads = await host.store.deliveries.list(TENANT, String(other['endpointId']), { limit: 100 });
		const all = JSON.stringify([host.events, entries, payloads]);
		expect(all).toContain('endpoint.removed');
		expect(all).not.toMatch(/query-key|path-key|hooks/);
	});

	it('sign by two secrets for the overlap of a rotation, and by five at most', async () => {
		const { path, signingSecret } = await add('admin');
		const rotated = await call('admin', 'POST', `${String(path)}/rotate`, { overlap: 3600 });
		expect(rotated.json['signingSecrets']).toMatchObject([{ endsAt: expect.any(String) }, { endsAt: null }]);
		expect(rotated.json['signingSecret']).not.toBe(signingSecret);
		for (let count = 0; count < 3; count++) await call('admin', 'POST', `${String(path)}/rotate`, {});
		expect((await call('admin', 'POST', `${String(path)}/rotate`, {})).status).toBe(409);
	});

	it('keep no text of a secret in the store, in events or in the log', async () => {
		const { path, signingSecret } = await add('admin');
		const { json } = await call('admin', 'POST', `${String(path)}/rotate`, {});
		await relayed();
		const { endpoints, deliveries: log } = await host.store;
		const kept = JSON.stringify([
			await endpoints.live(TENANT),
			await log.list(TENANT, String(json['endpointId']), { limit: 100 }),
			host.events,
			host.logger.lines,
		]);
		for (const secret of [signingSecret, json['signingSecret']]) {
			expect(kept).not.toContain(String(secret).slice('whsec_'.length));
		}
	});
});

describe('deliveries', () => {
	it('are made of every event that an endpoint wants, once, in order, and only for it', async () => {
		const all = await add('admin');
		const some = await add('admin', { eventTypes: ['client_application.added'] });
		const first = await addApplication('admin');
		const bound = await add('admin', { clientId: first });
		const second = await addApplication('admin');
		await call('admin', 'PATCH', `${APPLICATIONS}/${first}`, { status: 'disabled' });
		const seen = (await deliveries(all['path'])).map(({ type }) => type);
		expect(seen.filter((type) => type === 'client_application.added')).toHaveLength(2);
		expect(seen.filter((type) => type === 'endpoint.added').length).toBeGreaterThanOrEqual(3);
		const own = host.events.filter((event) => event.clientId === first).map(({ id }) => id);
		const ofFirst = (await host.store.deliveries.list(TENANT, String(all['endpointId']), { limit: 100 }))
			.toReversed()
			.map(({ event }) => event.id)
			.filter((id) => own.includes(id));
		expect(ofFirst, 'in the order in which it happened').toEqual(own);
		expect((await deliveries(some['path'])).map(({ type }) => type)).toEqual([
			'client_application.added',
			'client_application.added',
		]);
		expect((await deliveries(bound['path'])).map(({ type }) => type)).toContain('client_application.disabled');
		expect(JSON.stringify(await deliveries(bound['path']))).not.toContain(second);
	});

	it('of a test come to that endpoint alone', async () => {
		const one = await add('admin', { eventTypes: ['client_secret.revoked'] });
		const another = await add('admin');
		const { status, json } = await call('admin', 'POST', `${String(one['path'])}/test`, {});
		expect(status).toBe(202);
		const sent = await deliveries(one['path']);
		expect(sent).toMatchObject([{ type: 'endpoint.test', deliveryId: json['deliveryId'] }]);
		expect((await deliveries(another['path'])).map(({ type }) => type)).not.toContain('endpoint.test');
		const found = await call('admin', 'GET', `${String(one['path'])}/deliveries/${sent[0]?.deliveryId}`);
		expect(found.json).toMatchObject({ type: 'endpoint.test', endpointId: one['endpointId'] });
	});

	it('are held for a disabled endpoint, and pending again by a replay once it is not', async () => {
		const { path, endpointId } = await add('admin', { eventTypes: ['client_application.added'] });
		await addApplication('admin');
		await relayed();
		await call('admin', 'PATCH', String(path), { status: 'disabled' });
		await addApplication('admin');
		await addApplication('admin');
		await relayed();
		const kept = await host.store.deliveries.list(TENANT, String(endpointId), { limit: 10 });
		expect(kept.map(({ status }) => status)).toEqual(['held', 'held', 'held']);
		expect((await call('admin', 'POST', `${String(path)}/replay`, { from: '2020-01-01T00:00:00Z' })).status).toBe(409);
		expect((await call('admin', 'POST', `${String(path)}/test`, {})).status).toBe(409);
		// Not sent yet, so that nothing is to be tried again.
		await call('admin', 'PATCH', String(path), { status: 'paused' });
		const [newest] = kept;
		const byId = { eventIds: [newest?.event.id, 'evt_unknown'] };
		expect((await call('admin', 'POST', `${String(path)}/replay`, byId)).json).toEqual({ replayed: 1 });
		const span = { from: '2020-01-01T00:00:00Z' };
		expect((await call('admin', 'POST', `${String(path)}/replay`, span)).json).toEqual({ replayed: 2 });
		expect((await call('admin', 'POST', `${String(path)}/replay`, { ...span, ...byId })).status).toBe(400);
		expect((await call('admin', 'POST', `${String(path)}/replay`, {})).status).toBe(400);
		const again = `${String(path)}/deliveries/${newest?.deliveryId}/replay`;
		expect((await call('admin', 'POST', again, {})).json).toMatchObject({ deliveryId: newest?.deliveryId });
	});

	it('are gone with their endpoint, and with the domain', async () => {
		const one = await add('admin');
		const two = await add('admin');
		await relayed();
		await call('admin', 'DELETE', String(one['path']));
		const listOf = ({ endpointId }: Record<string, unknown>) =>
			host.store.deliveries.list(TENANT, String(endpointId), { limit: 10 });
		expect(await listOf(one)).toEqual([]);
		expect((await call('admin', 'GET', String(one['path']))).status).toBe(404);
		expect(await listOf(two)).not.toEqual([]);
		await host.latchkey.offboarding.removeDomain(TENANT);
		expect(await listOf(two)).toEqual([]);
		expect(await host.store.endpoints.live(TENANT)).toEqual([]);
		expect(await host.store.endpoints.find(TENANT, String(two['endpointId']))).toMatchObject({ signingSecrets: [] });
		expect(await host.store.policies.find(TENANT)).toMatchObject({ endpointKey: null });
		expect((await call('admin', 'POST', PATH, { url })).status).toBe(409);
	});
});

it('no endpoint can be added where the host sends no notifications', async () => {
	const silent = await startEmbeddedHost({ actors });
	const answer = await silent.call('admin', 'POST', PATH, { body: { url } });
	expect(answer.status).toBe(409);
	expect(answer.json['type']).toBe('urn:latchkey:problem:no-notifications');
	await silent.close();
});

/** What the calls of this test bring about, at least. */
const TOLD = ['added', 'changed', 'disabled', 'removed', 'test'].map((what) => `endpoint.${what}`);

it('every event that was really told is as its schema says, and the document has a webhook of each type', async () => {
	const { path } = await add('admin', { eventTypes: ['endpoint.test', 'client_application.added'] });
	const clientId = await addApplication('admin');
	const application = `${APPLICATIONS}/${clientId}`;
	await call('admin', 'PATCH', application, { name: 'New', status: 'disabled' });
	await call('admin', 'PATCH', application, { status: 'enabled' });
	await call('admin', 'POST', `${application}/reveal`, {});
	await call('admin', 'POST', `${application}/secrets`, { overlap: 60 });
	await call('admin', 'POST', `${application}/rotation/cancel`, {});
	const { json } = await call('admin', 'POST', `${application}/secrets`, { overlap: 60 });
	await call('admin', 'DELETE', `${application}/secrets/${String(json['secretId'])}`);
	await call('admin', 'PUT', '/v1/domains/main/policy', { showOnce: true, rotateEvery: 864_000 });
	await call('admin', 'PATCH', String(path), { status: 'paused', description: 'x', eventTypes: null });
	await call('admin', 'POST', `${String(path)}/rotate`, {});
	await call('admin', 'PATCH', String(path), { status: 'disabled' });
	await call('admin', 'PATCH', String(path), { status: 'enabled' });
	await call('admin', 'POST', `${String(path)}/test`, {});
	await call('admin', 'DELETE', String(path));
	await call('admin', 'DELETE', application);
	await host.latchkey.offboarding.removeDomain(TENANT);
	await relayed();
	const types = new Set(host.events.map(({ type }) => type));
	expect([...types].sort()).toEqual(expect.arrayContaining(TOLD));
	for (const { type, data } of host.events) {
		const { error } = EVENT_DATA_SCHEMAS[type].safeParse(data);
		expect(error, `${type} ${JSON.stringify(data)}`).toBeUndefined();
	}
	const document = (await (await fetch(`${host.baseUrl}/openapi.json`)).json()) as { webhooks: Record<string, object> };
	expect(Object.keys(document.webhooks).sort()).toEqual([...EVENT_TYPES].sort());
	expect(document.webhooks['client_secret.revoked']).toMatchObject({
		post: {
			requestBody: {
				content: {
					'application/json': {
						schema: {
							properties: {
								type: { const: 'client_secret.revoked' },
								data: { required: expect.arrayContaining(['secretId']) },
							},
						},
					},
				},
			},
		},
	});
});

describe('the endpoints of an application that is removed', () => {
	const bound = async (clientId: string, more: object = {}): Promise<string> =>
		String((await add('admin', { clientId, ...more }))['path']);

	it('are removed with it, each with its event, and make room; others stay', async () => {
		const [clientId, otherId] = [await addApplication('owner'), await addApplication('owner')];
		const unwanting = await bound(clientId, { eventTypes: ['client_secret.revoked'] });
		const paused = await bound(clientId);
		const disabled = await bound(clientId);
		await call('admin', 'PATCH', paused, { status: 'paused' });
		await call('admin', 'PATCH', disabled, { status: 'disabled' });
		const others = [await bound(otherId), String((await add('admin'))['path'])];
		expect((await call('admin', 'POST', PATH, { url })).status).toBe(409);
		await call('admin', 'DELETE', `${APPLICATIONS}/${clientId}`);
		await relayed();
		for (const path of [unwanting, paused, disabled]) expect((await call('admin', 'GET', path)).status).toBe(404);
		for (const path of others) expect((await call('admin', 'GET', path)).status).toBe(200);
		await relayed();
		const removed = host.events.filter(({ type }) => type === 'endpoint.removed');
		expect(removed.map(({ actor, clientId: of }) => [actor.kind, of])).toEqual(new Array(3).fill(['system', clientId]));
		expect((await call('admin', 'POST', PATH, { url })).status).toBe(201);
	});
});
