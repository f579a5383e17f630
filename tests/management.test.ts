import { manualClock } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, startHost, type TestHost } from './support/host.ts';

const PHONES = '/v1/domains/acme-phones/client-applications';
const DAY_MS = 86_400_000;

interface Secret {
	readonly secretId: string;
	readonly expiresAt: string | null;
	readonly overlapEndsAt: string | null;
}
interface Application {
	readonly clientId: string;
	readonly name: string;
	readonly privileges: string[];
	readonly ownerId: string;
	readonly status: string;
	readonly secrets: Secret[];
}
interface Page {
	readonly items: Application[];
	readonly next: string | null;
	readonly count: number;
	readonly limit: number;
}

const clock = manualClock();
let host: TestHost;
beforeAll(async () => {
	host = await startHost({ ports: { clock } });
});
afterAll(() => host.close());

const asSuper = { user: 'super@acme' };
const tokenStatus = async ({ oauthCredentials }: Credentials): Promise<number> =>
	(await host.request('POST', '/v1/oauth2/tokens', { headers: { authorization: `Basic ${oauthCredentials}` } })).status;

describe('client applications', () => {
	it('are listed newest first by pages, with the header facts', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 5; count++) {
			clock.advance(1000);
			const { clientId } = await host.add('super@globex', 'globex-main', { name: `Application ${count}` });
			ids.unshift(clientId);
		}
		const path = '/v1/domains/globex-main/client-applications?limit=2';
		const first = await host.request<Page>('GET', path, { user: 'super@globex' });
		expect(first.body).toMatchObject({ customerId: 'globex', domainId: 'globex-main', count: 5, limit: 63 });
		const seen = first.body.items.map(({ clientId }) => clientId);
		for (let next = first.body.next; next !== null; ) {
			const page = await host.request<Page>('GET', `${path}&cursor=${next}`, { user: 'super@globex' });
			seen.push(...page.body.items.map(({ clientId }) => clientId));
			next = page.body.next;
		}
		expect(seen).toEqual(ids);
		const found = await host.request<Page>('GET', `${path}&q=ApPlication%203`, { user: 'super@globex' });
		expect(found.body.items.map(({ name }) => name)).toEqual(['Application 3']);
	});

	it('answer a cursor of another domain, and one that was made up, with 400', async () => {
		await host.add('super@acme', 'acme-phones');
		await host.add('super@acme', 'acme-phones');
		const page = await host.request<Page>('GET', `${PHONES}?limit=1`, asSuper);
		const elsewhere = '/v1/domains/acme-laptops/client-applications';
		for (const cursor of [page.body.next, 'bm9uc2Vuc2U', '%00']) {
			expect((await host.request('GET', `${elsewhere}?cursor=${cursor}`, asSuper)).status).toBe(400);
		}
	});

	it('are seen by managers, and by others only where they own them', async () => {
		const own = await host.add('analyst@acme', 'acme-laptops');
		const foreign = await host.add('super@acme', 'acme-laptops');
		const path = '/v1/domains/acme-laptops/client-applications';
		const listed = await host.request<Page>('GET', path, { user: 'analyst@acme' });
		expect(listed.body.items.map(({ clientId }) => clientId)).toEqual([own.clientId]);
		expect(listed.body.count).toBe(1);
		expect((await host.request('GET', `${path}/${foreign.clientId}`, { user: 'analyst@acme' })).status).toBe(404);
		expect((await host.request('GET', `${path}/${own.clientId}`, asSuper)).status).toBe(200);
	});

	it('are handed over by managers only, and seen by the new owner from then on', async () => {
		const path = '/v1/domains/acme-laptops/client-applications';
		const { clientId } = await host.add('analyst@acme', 'acme-laptops');
		const body = { ownerId: 'super@acme' };
		expect((await host.request('PATCH', `${path}/${clientId}`, { user: 'analyst@acme', body })).status).toBe(403);
		expect((await host.request('PATCH', `${path}/${clientId}`, { ...asSuper, body })).status).toBe(200);
		expect((await host.request('GET', `${path}/${clientId}`, { user: 'analyst@acme' })).status).toBe(404);
	});

	it('are edited as a whole or not at all', async () => {
		const { clientId } = await host.add('super@acme', 'acme-phones', { name: 'Before' });
		const body = { name: 'After', privileges: ['no:such'] };
		expect((await host.request('PATCH', `${PHONES}/${clientId}`, { ...asSuper, body })).status).toBe(400);
		expect((await host.request<Application>('GET', `${PHONES}/${clientId}`, asSuper)).body.name).toBe('Before');
	});

	it('lose no edit: a stale If-Match is 412, and background work never makes one stale', async () => {
		const credentials = await host.add('super@acme', 'acme-phones');
		const path = `${PHONES}/${credentials.clientId}`;
		const tag = (await host.request('GET', path, asSuper)).headers.get('etag') ?? '';
		await host.token(credentials);
		await host.request('POST', `${path}/reveal`, { ...asSuper, body: {} });
		const headers = { 'if-match': tag };
		const first = await host.request('PATCH', path, { ...asSuper, headers, body: { name: 'First' } });
		expect(first.status).toBe(200);
		expect((await host.request('PATCH', path, { ...asSuper, headers, body: { name: 'Second' } })).status).toBe(412);
		expect((await host.request('DELETE', path, { ...asSuper, headers })).status).toBe(412);
		const fresh = { 'if-match': `"other", ${first.headers.get('etag')}` };
		expect((await host.request('DELETE', path, { ...asSuper, headers: fresh })).status).toBe(204);
		expect((await host.request('GET', path, asSuper)).status).toBe(404);
	});

	it('stop at the limit, and a removed one makes room', async () => {
		const own = await startHost();
		const add = () => own.request<{ clientId: string }>('POST', PHONES, { ...asSuper, body: { name: 'One of many' } });
		const added = [];
		for (let count = 0; count < 63; count++) added.push(await add());
		expect(added.every(({ status }) => status === 201)).toBe(true);
		const refused = await add();
		expect(refused.status).toBe(409);
		expect(refused.body).toMatchObject({ type: 'urn:latchkey:problem:limit-reached', limit: 63 });
		await own.request('DELETE', `${PHONES}/${added[7]?.body.clientId}`, asSuper);
		expect((await add()).status).toBe(201);
		expect((await add()).status).toBe(409);
		await own.close();
	});
});

describe('adding with an Idempotency-Key', () => {
	const add = (key: string, body: object, user = 'super@acme') =>
		host.request<Application & { credentials: Credentials }>('POST', PHONES, {
			user,
			body,
			headers: { 'idempotency-key': key },
		});

	it('adds once, answers the same credentials again, and refuses another request under the key', async () => {
		const [one, two] = await Promise.all([add('key-1', { name: 'Once' }), add('key-1', { name: 'Once' })]);
		expect([one.status, two.status]).toEqual([201, 201]);
		expect(one.body.credentials).toEqual(two.body.credentials);
		expect((await add('key-1', { name: 'Other' })).status).toBe(422);
		const byOther = await add('key-1', { name: 'Once' }, 'domain@acme');
		expect(byOther.body.clientId).not.toBe(one.body.clientId);
	});

	it('does not show the credentials again once they were rotated, or after a day', async () => {
		const { body } = await add('key-2', { name: 'Rotated' });
		await host.request('POST', `${PHONES}/${body.clientId}/secrets`, { ...asSuper, body: {} });
		const again = await add('key-2', { name: 'Rotated' });
		expect(again.status).toBe(409);
		expect(again.body).toMatchObject({ type: 'urn:latchkey:problem:idempotent-answer-gone', clientId: body.clientId });
		await add('key-3', { name: 'Old' });
		clock.advance(DAY_MS + 1);
		expect((await add('key-3', { name: 'Old' })).status).toBe(409);
	});
});

describe('secrets', () => {
	const secretsOf = async (clientId: string): Promise<Secret[]> =>
		(await host.request<{ items: Secret[] }>('GET', `${PHONES}/${clientId}/secrets`, asSuper)).body.items;
	const rotate = (clientId: string, body: object = {}) =>
		host.request<Secret & { credentials: Credentials }>('POST', `${PHONES}/${clientId}/secrets`, { ...asSuper, body });

	it('overlap on rotation: both work until the overlap ends, then only the new one', async () => {
		const old = await host.add('super@acme', 'acme-phones');
		const rotated = await rotate(old.clientId, { overlap: 3600 });
		expect(rotated.status).toBe(201);
		expect(await tokenStatus(old)).toBe(200);
		expect(await tokenStatus(rotated.body.credentials)).toBe(200);
		clock.advance(3600_000 - 1);
		expect(await tokenStatus(old)).toBe(200);
		clock.advance(1);
		expect(await tokenStatus(old)).toBe(401);
		expect(await tokenStatus(rotated.body.credentials)).toBe(200);
		expect((await secretsOf(old.clientId)).map(({ secretId }) => secretId)).toEqual([rotated.body.secretId]);
	});

	it('end at once where a rotation has no overlap', async () => {
		const old = await host.add('super@acme', 'acme-phones');
		const rotated = await rotate(old.clientId, { overlap: 0 });
		expect(await tokenStatus(old)).toBe(401);
		expect(await tokenStatus(rotated.body.credentials)).toBe(200);
	});

	it('expire at the exact instant, and a rotation passes their lifetime on', async () => {
		const secretExpiresAt = new Date(clock.now() + DAY_MS).toISOString();
		const credentials = await host.add('super@acme', 'acme-phones', { secretExpiresAt });
		clock.advance(DAY_MS / 2);
		const rotated = await rotate(credentials.clientId);
		expect(rotated.body.expiresAt).toBe(new Date(clock.now() + DAY_MS).toISOString());
		clock.advance(DAY_MS / 2 - 1);
		expect(await tokenStatus(credentials)).toBe(200);
		clock.advance(1);
		expect(await tokenStatus(credentials)).toBe(401);
		expect(await tokenStatus(rotated.body.credentials)).toBe(200);
	});

	it('never let a token outlive the expiry of the secret that earned it', async () => {
		const secretExpiresAt = new Date(clock.now() + 600_000).toISOString();
		const { oauthCredentials } = await host.add('super@acme', 'acme-phones', { secretExpiresAt });
		const headers = { authorization: `Basic ${oauthCredentials}` };
		const answer = await host.request<{ expires_in: number }>('POST', '/v1/oauth2/tokens', { headers });
		expect(answer.body.expires_in).toBe(600);
	});

	it('are revoked with the tokens that they earned, and no others', async () => {
		const old = await host.add('super@acme', 'acme-phones');
		const [first] = await secretsOf(old.clientId);
		const rotated = await rotate(old.clientId);
		const [oldToken, newToken] = [await host.token(old), await host.token(rotated.body.credentials)];
		const path = `${PHONES}/${old.clientId}/secrets/${first?.secretId}`;
		expect((await host.request('DELETE', path, asSuper)).status).toBe(204);
		expect((await host.request('DELETE', path, asSuper)).status).toBe(404);
		const status = async (token: string): Promise<number> =>
			(await host.request('GET', '/v1/devices', { headers: { authorization: `Bearer ${token}` } })).status;
		expect(await status(oldToken)).toBe(401);
		expect(await status(newToken)).toBe(200);
		expect(await tokenStatus(old)).toBe(401);
	});

	it('are at most five at a time', async () => {
		const { clientId } = await host.add('super@acme', 'acme-phones');
		const statuses = [];
		for (let count = 0; count < 5; count++) statuses.push((await rotate(clientId)).status);
		expect(statuses).toEqual([201, 201, 201, 201, 409]);
	});

	it('are remembered when they were revoked, up to a hundred; beyond that a rotation is told to wait', async () => {
		const { clientId } = await host.add('super@acme', 'acme-phones');
		let last = await rotate(clientId, { overlap: 0 });
		for (let count = 0; last.status === 201 && count < 200; count++) {
			await host.request('DELETE', `${PHONES}/${clientId}/secrets/${last.body.secretId}`, asSuper);
			last = await rotate(clientId, { overlap: 0 });
		}
		expect(last.status).toBe(409);
		expect(last.body).toMatchObject({ detail: expect.stringContaining('try again in two days'), limit: 100 });
		clock.advance(2 * DAY_MS + 1);
		expect((await rotate(clientId)).status).toBe(201);
	});

	it('are revealed again, the newest by default, and any that works by its id', async () => {
		const old = await host.add('super@acme', 'acme-phones');
		const [first] = await secretsOf(old.clientId);
		const rotated = await rotate(old.clientId);
		const reveal = (body: object) =>
			host.request<Credentials>('POST', `${PHONES}/${old.clientId}/reveal`, { ...asSuper, body });
		const newest = await reveal({});
		expect(newest.headers.get('cache-control')).toBe('no-store');
		expect(newest.body).toEqual(rotated.body.credentials);
		expect((await reveal({ secretId: first?.secretId })).body).toEqual(old);
		expect((await reveal({ secretId: 'sec_0000000000000000' })).status).toBe(404);
	});
});

describe('the policy of a domain', () => {
	it('switches to show-once: nothing made before or after can be revealed, and everything goes on working', async () => {
		const own = await startHost();
		const policy = '/v1/domains/acme-phones/policy';
		const before = await own.add('super@acme', 'acme-phones');
		const current = await own.request('GET', policy, asSuper);
		expect(current.body).toMatchObject({ showOnce: false });
		const put = (headers: Record<string, string>) =>
			own.request('PUT', policy, { ...asSuper, body: { showOnce: true }, headers });
		expect((await put({ 'if-match': '"stale"' })).status).toBe(412);
		expect((await put({ 'if-match': current.headers.get('etag') ?? '' })).status).toBe(200);
		const after = await own.add('super@acme', 'acme-phones');
		for (const credentials of [before, after]) {
			const path = `${PHONES}/${credentials.clientId}/reveal`;
			const refused = await own.request('POST', path, { ...asSuper, body: {} });
			expect(refused.body).toMatchObject({ type: 'urn:latchkey:problem:show-once', status: 409 });
			await own.token(credentials);
		}
		await own.request('PUT', policy, { ...asSuper, body: { showOnce: false } });
		const later = await own.add('super@acme', 'acme-phones');
		const revealed = (id: string) => own.request('POST', `${PHONES}/${id}/reveal`, { ...asSuper, body: {} });
		expect((await revealed(before.clientId)).status).toBe(409);
		expect((await revealed(later.clientId)).body).toEqual(later);
		await own.close();
	});

	it('says of rules that contradict themselves which they are, by their names here', async () => {
		const body = { showOnce: false, overlap: 600, maxOverlap: 300, rotateEvery: 600 };
		const answer = await host.request('PUT', '/v1/domains/acme-phones/policy', { ...asSuper, body });
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({
			detail: expect.stringMatching(/^overlap: .*; rotateEvery: /),
			issues: [{ path: ['overlap'] }, { path: ['rotateEvery'] }],
		});
	});

	it('is for managers only', async () => {
		for (const method of ['GET', 'PUT']) {
			const body = method === 'PUT' ? { showOnce: true } : undefined;
			const answer = await host.request(method, '/v1/domains/acme-phones/policy', { user: 'analyst@acme', body });
			expect(answer.status).toBe(403);
		}
	});
});

describe('the session', () => {
	it('says who is signed in and what they may do where', async () => {
		const session = await host.request('GET', '/v1/session', { user: 'domain@acme' });
		expect(session.body).toMatchObject({
			userId: 'domain@acme',
			customerId: 'acme',
			domains: [{ domainId: 'acme-phones', manage: true, reveal: true }],
		});
	});

	it('is asked for with a challenge where nobody is signed in', async () => {
		const answer = await host.request('GET', '/v1/session');
		expect(answer.status).toBe(401);
		expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
		expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
	});

	it('is asked for without a password prompt where a script of the page asks', async () => {
		const answer = await host.request('GET', '/v1/session', { headers: { 'sec-fetch-site': 'same-origin' } });
		expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Session realm="latchkey"']);
	});
});

describe('a request from another site', () => {
	it.each([
		['an Origin of another host', { origin: 'https://evil.example' }, 403],
		['an opaque Origin', { origin: 'null' }, 403],
		['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
		['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }, 403],
		['Sec-Fetch-Site: same-origin', { 'sec-fetch-site': 'same-origin' }, 201],
	])('with %s is answered accordingly', async (_kind, headers, status) => {
		const answer = await host.request('POST', PHONES, { ...asSuper, headers, body: { name: 'From a page' } });
		expect(answer.status).toBe(status);
	});

	it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
		'that poses as a form (%s) is 415',
		async (type) => {
			const headers = { 'content-type': type };
			const answer = await host.request('POST', PHONES, { ...asSuper, headers, body: '{"name":"From a form"}' });
			expect(answer.status).toBe(415);
		},
	);
});

describe('what is not there', () => {
	it('answers 405 with Allow for a method that a path does not have', async () => {
		const answer = await host.request('PUT', PHONES, { ...asSuper, body: {} });
		expect(answer.status).toBe(405);
		expect(answer.headers.get('allow')).toBe('GET, POST');
	});

	const PUBLIC = ['/healthz', '/readyz', '/openapi.json', '/.well-known/jwks.json'];
	it.each([...PUBLIC, '/.well-known/oauth-authorization-server'])('answers the same at %s', async (path) => {
		for (const method of ['POST', 'DELETE', 'OPTIONS']) {
			const answer = await host.request(method, path);
			expect([answer.status, answer.headers.get('allow')], method).toEqual([405, 'GET']);
		}
	});

	it('answers 400 to a path that does not decode, and 404 to a domain that is not theirs', async () => {
		expect((await host.request('GET', '/v1/domains/%E0%A4%A/policy', asSuper)).status).toBe(400);
		expect((await host.request('GET', '/v1/domains/globex-main/client-applications', asSuper)).status).toBe(404);
	});
});
