import type { Actor } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { relayAll } from './support/relay-all.ts';

const DAY_MS = 86_400_000;
const DAY = 86_400;

const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { phones: manages } },
};
const APPLICATIONS = '/v1/domains/phones/client-applications';
const SELF = '/v1/client-applications/self';

interface Credentials {
	readonly clientId: string;
	readonly oauthCredentials: string;
}

let host: EmbeddedHost;
const clock = manualClock();

beforeEach(async () => {
	clock.set(Date.UTC(2026, 0, 1));
	host = await startEmbeddedHost({ actors, clock });
});
afterEach(() => host.close());

async function add(): Promise<Credentials> {
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await host.call('admin', 'POST', APPLICATIONS, { body });
	return json['credentials'] as Credentials;
}

async function policy(settings: object): Promise<void> {
	const body = { showOnce: false, ...settings };
	const { status, text } = await host.call('admin', 'PUT', '/v1/domains/phones/policy', { body });
	expect(status, text).toBe(200);
	await work();
}

/** Lets the worker do what there is to do now. */
async function work(): Promise<void> {
	await relayAll(host);
	await host.latchkey.background.run('life_cycle');
	await relayAll(host);
}

/** Days go by with the worker at work, and what was counted written out. */
async function pass(days: number): Promise<void> {
	for (let hour = 0; hour < days * 4; hour++) {
		clock.advance(DAY_MS / 4);
		await host.flushUsage();
		await work();
	}
}

const basic = (oauthCredentials: string): Record<string, string> => ({ authorization: `Basic ${oauthCredentials}` });
const rotateSelf = (oauthCredentials: string): Promise<EmbeddedAnswer> =>
	host.call(undefined, 'POST', `${SELF}/secrets`, { body: {}, headers: basic(oauthCredentials) });
const credentialsIn = ({ json }: EmbeddedAnswer): Credentials => json['credentials'] as Credentials;
const typesOf = (clientId: string): string[] =>
	host.events.filter((event) => event.clientId === clientId).map(({ type }) => type);
const view = async (clientId: string): Promise<Record<string, unknown>> =>
	(await host.call('admin', 'GET', `${APPLICATIONS}/${clientId}`)).json;

describe('an integration that rotates itself', () => {
	it('is offered a new secret, takes it up, and the old one retires when nobody uses it any more', async () => {
		await policy({ rotateEvery: 30 * DAY, overlap: 7 * DAY, quietPeriod: DAY });
		const { clientId, oauthCredentials } = await add();
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
		await pass(31);
		const self = await host.call(undefined, 'GET', SELF, { headers: basic(oauthCredentials) });
		expect(self.json['rotation']).toMatchObject({ origin: 'schedule', byEvidence: true });
		const taken = await rotateSelf(oauthCredentials);
		expect(taken.status).toBe(201);
		expect(taken.headers.get('cache-control')).toBe('no-store');
		const next = credentialsIn(taken).oauthCredentials;
		expect(credentialsIn(await rotateSelf(oauthCredentials)), 'the same again').toEqual(credentialsIn(taken));
		expect((await tokenOf(host, next)).status).toBe(200);
		expect((await tokenOf(host, oauthCredentials)).status, 'both work').toBe(200);
		await pass(2);
		expect((await tokenOf(host, oauthCredentials)).status).toBe(401);
		expect((await tokenOf(host, next)).status).toBe(200);
		expect((await view(clientId))['rotation']).toBeNull();
		expect(typesOf(clientId)).toEqual([
			'client_application.added',
			'client_secret.added',
			'client_secret.adopted',
			'client_secret.added',
			'client_secret.rotation_offered',
			'client_secret.revealed',
			'client_secret.revealed',
			'client_secret.adopted',
			'client_secret.rotated',
		]);
		const shown = host.events.find(({ type }) => type === 'client_secret.revealed');
		expect(shown?.actor).toMatchObject({ kind: 'client', clientId });
	});

	it('where secrets are shown once, gets one made for it, and another in its place when the answer was lost', async () => {
		await policy({ showOnce: true, rotateEvery: 30 * DAY, overlap: 7 * DAY });
		const { clientId, oauthCredentials } = await add();
		await pass(31);
		expect((await view(clientId))['rotation']).toMatchObject({ secretId: null });
		const lost = credentialsIn(await rotateSelf(oauthCredentials)).oauthCredentials;
		const kept = credentialsIn(await rotateSelf(oauthCredentials)).oauthCredentials;
		expect(kept).not.toBe(lost);
		expect((await tokenOf(host, lost)).status).toBe(401);
		expect((await tokenOf(host, kept)).status).toBe(200);
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
	});

	it('may begin a rotation without being asked, by credentials only', async () => {
		const { oauthCredentials } = await add();
		const token = String((await tokenOf(host, oauthCredentials)).json['access_token']);
		const bearer = { authorization: `Bearer ${token}` };
		expect((await host.call(undefined, 'GET', SELF, { headers: bearer })).status).toBe(200);
		const refused = await host.call(undefined, 'POST', `${SELF}/secrets`, { body: {}, headers: bearer });
		expect(refused.status).toBe(401);
		expect(refused.headers.get('www-authenticate')).toMatch(/^Basic/);
		expect((await rotateSelf(oauthCredentials)).status).toBe(201);
	});

	it('is answered 401 with wrong credentials, and when it is disabled', async () => {
		const { clientId, oauthCredentials } = await add();
		expect((await rotateSelf(Buffer.from(`${clientId}:lks_wrong`).toString('base64'))).status).toBe(401);
		await host.call('admin', 'PATCH', `${APPLICATIONS}/${clientId}`, { body: { status: 'disabled' } });
		expect((await rotateSelf(oauthCredentials)).status).toBe(401);
		expect((await host.call(undefined, 'GET', SELF, { headers: basic(oauthCredentials) })).status).toBe(401);
		expect((await host.call(undefined, 'GET', SELF)).status).toBe(401);
	});
});

describe('revoking as leaked', () => {
	it('also revokes what was given to who held the secret, and leaves what a user was given', async () => {
		const { clientId, oauthCredentials } = await add();
		const path = `${APPLICATIONS}/${clientId}`;
		const [stolen] = (await view(clientId))['secrets'] as { secretId: string }[];
		const child = credentialsIn(await rotateSelf(oauthCredentials)).oauthCredentials;
		const grandchild = credentialsIn(await rotateSelf(child)).oauthCredentials;
		const added = await host.call('admin', 'POST', `${path}/secrets`, { body: {} });
		const own = credentialsIn(added).oauthCredentials;
		const secrets = (await view(clientId))['secrets'] as { secretId: string; parentId: string | null }[];
		expect(secrets.map(({ parentId }) => parentId)).toEqual([null, stolen?.secretId, secrets[1]?.secretId, null]);
		const token = String((await tokenOf(host, grandchild)).json['access_token']);
		const revoked = await host.call('admin', 'DELETE', `${path}/secrets/${stolen?.secretId}?leaked=true`);
		expect(revoked.status).toBe(204);
		for (const dead of [oauthCredentials, child, grandchild]) expect((await tokenOf(host, dead)).status).toBe(401);
		expect((await tokenOf(host, own)).status).toBe(200);
		const call = await host.call(undefined, 'GET', SELF, { headers: { authorization: `Bearer ${token}` } });
		expect(call.status, 'nor do its tokens open anything').toBe(401);
	});
});

describe('ending a rotation by hand', () => {
	it('completes: what is replaced is dead at once', async () => {
		const { clientId, oauthCredentials } = await add();
		const path = `${APPLICATIONS}/${clientId}`;
		const none = await host.call('admin', 'POST', `${path}/rotation/complete`, { body: {} });
		expect(none.json['type']).toBe('urn:latchkey:problem:no-rotation');
		const next = credentialsIn(await host.call('admin', 'POST', `${path}/secrets`, { body: {} })).oauthCredentials;
		expect((await host.call('admin', 'POST', `${path}/rotation/complete`, { body: {} })).status).toBe(200);
		expect((await tokenOf(host, oauthCredentials)).status).toBe(401);
		expect((await tokenOf(host, next)).status).toBe(200);
	});

	it('cancels as long as nobody has used the new secret', async () => {
		const { clientId, oauthCredentials } = await add();
		const path = `${APPLICATIONS}/${clientId}`;
		const next = credentialsIn(await host.call('admin', 'POST', `${path}/secrets`, { body: {} })).oauthCredentials;
		const cancelled = await host.call('admin', 'POST', `${path}/rotation/cancel`, { body: {} });
		expect(cancelled.json['secrets']).toMatchObject([{ overlapEndsAt: null }]);
		expect((await tokenOf(host, next)).status).toBe(401);
		const again = credentialsIn(await host.call('admin', 'POST', `${path}/secrets`, { body: {} })).oauthCredentials;
		expect((await tokenOf(host, again)).status).toBe(200);
		await expect
			.poll(async () => (await host.call('admin', 'POST', `${path}/rotation/cancel`, { body: {} })).json['type'])
			.toBe('urn:latchkey:problem:successor-in-use');
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
	});
});

describe('the rules of a domain', () => {
	it('reach applications that were there before', async () => {
		const { clientId, oauthCredentials } = await add();
		await pass(1);
		await policy({ maxLifetime: 10 * DAY, notices: [3 * DAY, DAY] });
		const [secret] = (await view(clientId))['secrets'] as { expiresAt: string }[];
		expect(Date.parse(secret?.expiresAt ?? '')).toBe(Date.UTC(2026, 0, 11));
		await pass(8);
		expect(typesOf(clientId).filter((type) => type === 'client_secret.expiring')).toHaveLength(2);
		clock.set(Date.UTC(2026, 0, 11) - 1);
		expect((await tokenOf(host, oauthCredentials)).status).toBe(200);
		clock.advance(1);
		expect((await tokenOf(host, oauthCredentials)).status, 'at the very instant').toBe(401);
	});

	it('are told apart from those that contradict themselves', async () => {
		const put = (body: object): Promise<EmbeddedAnswer> =>
			host.call('admin', 'PUT', '/v1/domains/phones/policy', { body: { showOnce: false, ...body } });
		expect((await put({ overlap: 10 * DAY, maxOverlap: 5 * DAY })).status).toBe(400);
		expect((await put({ rotateEvery: DAY, overlap: 2 * DAY })).status).toBe(400);
		expect((await put({ quietPeriod: -1 })).status).toBe(400);
		const { json } = await put({ rotateEvery: 90 * DAY });
		expect(json).toMatchObject({ rotateEvery: 90 * DAY, overlap: 7 * DAY, notices: [30 * DAY, 7 * DAY, DAY] });
		expect((await put({})).json, 'what is absent is as by default').toMatchObject({ rotateEvery: null });
	});

	it('are never laxer than the platform allows', async () => {
		await host.close();
		host = await startEmbeddedHost({ actors, clock, policyFloor: { maxLifetimeMs: 90 * DAY_MS, showOnce: true } });
		const put = (body: object): Promise<EmbeddedAnswer> =>
			host.call('admin', 'PUT', '/v1/domains/phones/policy', { body });
		expect((await put({ showOnce: false, maxLifetime: DAY })).status).toBe(400);
		expect((await put({ showOnce: true, maxLifetime: null })).status).toBe(400);
		expect((await put({ showOnce: true, maxLifetime: 30 * DAY })).status).toBe(200);
		const { clientId } = await add();
		const [secret] = (await view(clientId))['secrets'] as { expiresAt: string }[];
		expect(Date.parse(secret?.expiresAt ?? '')).toBe(clock.now() + 30 * DAY_MS);
		expect((await host.call('admin', 'POST', `${APPLICATIONS}/${clientId}/reveal`, { body: {} })).status).toBe(409);
	});
});
