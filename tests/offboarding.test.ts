import type { Actor } from '@latchkey/core';
import { manualClock, manualScheduler } from '@latchkey/testing';
import { describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { scratchStore } from './support/place.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = Object.fromEntries(
	['acme', 'globex'].map((customerId) => [
		customerId,
		{ userId: customerId, customerId, domains: { main: grant, other: grant } },
	]),
);
const DAY_MS = 86_400_000;

async function add(host: EmbeddedHost, user: string, domainId: string) {
	const path = `/v1/domains/${domainId}/client-applications`;
	const answer = await host.call(user, 'POST', path, { body: { name: 'EMM', privileges: ['devices:read'] } });
	const credentials = answer.json['credentials'] as { clientId: string; oauthCredentials: string } | undefined;
	return { answer, credentials };
}

describe('a domain or a customer that leaves', () => {
	it('takes its applications, tokens and data key along, and nothing of anyone else', async () => {
		const store = await scratchStore();
		const host = await startEmbeddedHost({ actors, store });
		const gone = await add(host, 'acme', 'main');
		const stays = [await add(host, 'acme', 'other'), await add(host, 'globex', 'main')];
		const token = String((await tokenOf(host, gone.credentials?.oauthCredentials ?? '')).json['access_token']);
		expect(await host.latchkey.offboarding.removeDomain({ customerId: 'acme', domainId: 'main' })).toBe(1);
		expect((await tokenOf(host, gone.credentials?.oauthCredentials ?? '')).status).toBe(401);
		await expect(host.latchkey.tokens.verify(token, [], undefined)).rejects.toMatchObject({ error: 'invalid_token' });
		expect(await store.policies.find({ customerId: 'acme', domainId: 'main' })).toMatchObject({ dataKey: null });
		const refused = await add(host, 'acme', 'main');
		expect(refused.answer.json).toMatchObject({ status: 409, type: 'urn:latchkey:problem:domain-removed' });
		for (const { credentials } of stays) {
			expect((await tokenOf(host, credentials?.oauthCredentials ?? '')).status).toBe(200);
		}
		expect(await host.latchkey.offboarding.removeCustomer('acme')).toBe(1);
		expect(await host.latchkey.offboarding.removeCustomer('acme'), 'it can be repeated').toBe(0);
		expect((await tokenOf(host, stays[0]?.credentials?.oauthCredentials ?? '')).status).toBe(401);
		expect((await tokenOf(host, stays[1]?.credentials?.oauthCredentials ?? '')).status).toBe(200);
		await host.close();
	});

	it('leaves no straggler among adds that race with it', async () => {
		const store = await scratchStore();
		const host = await startEmbeddedHost({ actors, store });
		const adds = Array.from({ length: 60 }, async () => (await add(host, 'acme', 'main')).answer.status);
		await Promise.race(adds);
		await host.latchkey.offboarding.removeDomain({ customerId: 'acme', domainId: 'main' });
		expect(new Set([201, 409])).toEqual(new Set([...(await Promise.all(adds)), 409]));
		expect((await add(host, 'acme', 'main')).answer.status).toBe(409);
		expect(await store.applications.count({ customerId: 'acme', domainId: 'main' })).toBe(0);
		await host.close();
	});

	it('is purged after the retention time, when its events are relayed; then the domain can be used again', async () => {
		const clock = manualClock();
		const scheduler = manualScheduler();
		const store = await scratchStore();
		const host = await startEmbeddedHost({ actors, store, clock, scheduler, retentionDays: 30 });
		const { credentials } = await add(host, 'acme', 'main');
		const tenant = { customerId: 'acme', domainId: 'main' };
		const { clientId = '' } = credentials ?? {};
		await host.latchkey.offboarding.removeDomain(tenant);
		clock.advance(30 * DAY_MS);
		await scheduler.runAll();
		expect(await store.applications.find(tenant, clientId)).toMatchObject({ status: 'removed' });
		clock.advance(1);
		await scheduler.runAll();
		expect(await store.applications.find(tenant, clientId)).toBeUndefined();
		expect(host.events.map(({ type }) => type)).toContain('policy.removed');
		expect((await add(host, 'acme', 'main')).answer.status).toBe(201);
		await host.close();
	});
});

describe('usage', () => {
	it('is counted per secret, written in batches and at the end, and never by the request itself', async () => {
		const clock = manualClock();
		const scheduler = manualScheduler();
		const store = await scratchStore();
		const host = await startEmbeddedHost({ actors, store, clock, scheduler });
		const { credentials } = await add(host, 'acme', 'main');
		const { clientId = '', oauthCredentials = '' } = credentials ?? {};
		const path = `/v1/domains/main/client-applications/${clientId}`;
		const seen = async () => (await host.call('acme', 'GET', path)).json;
		for (let count = 0; count < 3; count++) {
			clock.advance(1000);
			await tokenOf(host, oauthCredentials);
		}
		expect(await seen()).toMatchObject({ lastUsedAt: null });
		await scheduler.runAll();
		const lastUsedAt = new Date(clock.now()).toISOString();
		expect(await seen()).toMatchObject({
			lastUsedAt,
			secrets: [{ tokensIssued: 3, lastUsedAt, lastAddress: '127.0.0.1' }],
		});
		await host.close();
	});
});
