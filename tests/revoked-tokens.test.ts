import { randomBytes } from 'node:crypto';
import { type Actor, type DomainGrant, type LatchkeyEvent, localKeyEncryption } from '@latchkey/core';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';

const grant: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actor = (userId: string, manage: boolean): Actor => ({
	userId,
	customerId: 'acme',
	domains: { main: { ...grant, manage } },
});
const actors = { manager: actor('manager', true), owner: actor('owner', false), other: actor('other', false) };
const PATH = '/v1/domains/main/client-applications';

interface Credential {
	readonly oauthCredentials: string;
	readonly secretId: string;
}

// Two processes on one store: one where it is done, one where tokens are presented.
let acts: EmbeddedHost;
let checks: EmbeddedHost;
let clock: ManualClock;
let path: string;
let first: Credential;
beforeEach(async () => {
	clock = manualClock();
	const place = sharedPlace();
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
	const start = async (): Promise<EmbeddedHost> => {
		const host = await startEmbeddedHost({ actors, clock, place, keyEncryption });
		onTestFinished(() => host.close());
		return host;
	};
	[acts, checks] = [await start(), await start()];
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await acts.call('owner', 'POST', PATH, { body });
	path = `${PATH}/${String(json['clientId'])}`;
	const [secret] = json['secrets'] as { secretId: string }[];
	first = { ...(json['credentials'] as Credential), secretId: secret?.secretId ?? '' };
});

async function earned({ oauthCredentials }: Credential): Promise<string> {
	const { status, json } = await tokenOf(checks, oauthCredentials);
	expect(status).toBe(200);
	return String(json['access_token']);
}

async function opens(host: EmbeddedHost, token: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status === 200;
}

/** Here at once; there within a second. */
async function isDead(token: string): Promise<void> {
	expect(await opens(acts, token)).toBe(false);
	clock.advance(1001);
	expect(await opens(checks, token)).toBe(false);
}

/** Either may have relayed it. */
function heard(type: string): readonly LatchkeyEvent[] {
	const events = [...acts.events, ...checks.events].filter((event) => event.type === type);
	return [...new Map(events.map((event) => [event.id, event])).values()];
}

async function rotated(overlap: number): Promise<Credential> {
	const { json } = await acts.call('owner', 'POST', `${path}/secrets`, { body: { overlap } });
	return { ...(json['credentials'] as Credential), secretId: String(json['secretId']) };
}

describe('all tokens of an application', () => {
	it.each(['manager', 'owner'])('are revoked by its %s, and its secrets earn new ones', async (user) => {
		const second = await rotated(3600);
		const tokens = [await earned(first), await earned(second)];
		for (const token of tokens) expect(await opens(checks, token)).toBe(true);
		const answer = await acts.call(user, 'POST', `${path}/revoke-tokens`, { body: {} });
		expect(answer.status).toBe(200);
		expect(answer.json['secrets']).toHaveLength(2);
		for (const token of tokens) await isDead(token);
		for (const credential of [first, second]) expect(await opens(checks, await earned(credential))).toBe(true);
		await expect.poll(() => heard('client_application.tokens_revoked')).toHaveLength(1);
		expect(heard('client_application.tokens_revoked')[0]).toMatchObject({
			actor: { kind: 'user', userId: user },
			data: {},
		});
	});

	it('are revoked of what was read, and by nobody who does not see it', async () => {
		const token = await earned(first);
		const headers = { 'if-match': '"another"' };
		expect((await acts.call('owner', 'POST', `${path}/revoke-tokens`, { body: {}, headers })).status).toBe(412);
		expect((await acts.call('other', 'POST', `${path}/revoke-tokens`, { body: {} })).status).toBe(404);
		expect(await opens(acts, token)).toBe(true);
		const tag = (await acts.call('owner', 'GET', path)).headers.get('etag') ?? '';
		const matching = { body: {}, headers: { 'if-match': tag } };
		expect((await acts.call('owner', 'POST', `${path}/revoke-tokens`, matching)).status).toBe(200);
		await isDead(token);
	});
});

describe('the tokens of a secret that has ended', () => {
	it.each([
		['by a rotation without an overlap', 0],
		['by a rotation that was completed', 3600],
	])('%s are revoked as leaked, and no others', async (_, overlap) => {
		const old = await earned(first);
		const second = await rotated(overlap);
		const recent = await earned(second);
		if (overlap > 0) await acts.call('owner', 'POST', `${path}/rotation/complete`, { body: {} });
		expect(await opens(checks, old)).toBe(true);
		const target = `${path}/secrets/${first.secretId}`;
		expect((await acts.call('owner', 'DELETE', target)).status).toBe(404);
		expect((await acts.call('other', 'DELETE', `${target}?leaked=true`)).status).toBe(404);
		expect(await opens(checks, old)).toBe(true);
		expect((await acts.call('owner', 'DELETE', `${target}?leaked=true`)).status).toBe(204);
		await isDead(old);
		expect(await opens(checks, recent)).toBe(true);
		// Again, it is as it is.
		expect((await acts.call('owner', 'DELETE', `${target}?leaked=true`)).status).toBe(204);
		await expect.poll(() => heard('client_secret.leaked')).toHaveLength(1);
		const data = { secretId: first.secretId, revoked: true };
		expect(heard('client_secret.leaked')[0]).toMatchObject({ actor: { userId: 'owner' }, data });
	});

	it('that never was are absent', async () => {
		const target = `${path}/secrets/sec_0000000000000000?leaked=true`;
		expect((await acts.call('owner', 'DELETE', target)).status).toBe(404);
	});
});
