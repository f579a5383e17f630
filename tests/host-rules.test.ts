import { randomBytes } from 'node:crypto';
import { localKeyEncryption } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, type EmbeddedHostOptions, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';

const DAY_MS = 86_400_000;
const TENANT = { customerId: 'acme', domainId: 'main' };
const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors = { admin: { userId: 'admin', customerId: 'acme', domains: { main: manages } } };
const APPLICATIONS = '/v1/domains/main/client-applications';
const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
const clock = manualClock();

beforeEach(() => clock.set(Date.UTC(2026, 0, 1)));

async function work({ latchkey }: EmbeddedHost): Promise<void> {
	for (const task of ['relay', 'life_cycle', 'relay', 'life_cycle'] as const) await latchkey.background.run(task);
}

/** A host that had an application before it was set to this, a day after. */
async function restarted(before: Partial<EmbeddedHostOptions>, after: Partial<EmbeddedHostOptions>) {
	const place = sharedPlace();
	const first = await startEmbeddedHost({ actors, clock, keyEncryption, place, ...before });
	const body = { name: 'EMM', privileges: ['devices:read'] };
	const { json } = await first.call('admin', 'POST', APPLICATIONS, { body });
	await work(first);
	await first.close();
	const host = await startEmbeddedHost({ actors, clock, keyEncryption, place, ...after });
	clock.advance(DAY_MS);
	await work(host);
	const clientId = String((json['application'] as { clientId: string } | undefined)?.clientId ?? json['clientId']);
	const application = await host.store.applications.find(TENANT, clientId);
	return { host, clientId, application };
}

describe('what a host sets later', () => {
	it('reaches the applications that are there within a day: a floor', async () => {
		const { host, application } = await restarted({}, { policyFloor: { maxLifetimeMs: 90 * DAY_MS } });
		expect(application?.secrets[0]?.expiresAt).toBe(Date.UTC(2026, 0, 1) + 90 * DAY_MS);
		await host.close();
	});

	it('and rules by default, where nobody has set the policy of the domain', async () => {
		const rulesByDefault = { rotateEveryMs: 30 * DAY_MS };
		const { host, clientId } = await restarted({}, { rulesByDefault });
		const read = await host.call('admin', 'GET', '/v1/domains/main/policy');
		expect(read.json).toMatchObject({ rotateEvery: 30 * 86_400 });
		clock.advance(30 * DAY_MS);
		await work(host);
		const rotated = await host.store.applications.find(TENANT, clientId);
		expect(rotated?.secrets).toHaveLength(2);
		await host.close();
	});

	it('but not the rules of a domain whose policy was set, be it as by default', async () => {
		const place = sharedPlace();
		const first = await startEmbeddedHost({ actors, clock, keyEncryption, place });
		const put = { body: { showOnce: false, quietPeriod: 2 * 86_400 } };
		expect((await first.call('admin', 'PUT', '/v1/domains/main/policy', put)).status).toBe(200);
		await first.close();
		const host = await startEmbeddedHost({
			actors,
			clock,
			keyEncryption,
			place,
			rulesByDefault: { rotateEveryMs: 30 * DAY_MS },
		});
		const read = await host.call('admin', 'GET', '/v1/domains/main/policy');
		expect(read.json).toMatchObject({ rotateEvery: null, quietPeriod: 2 * 86_400 });
		await host.close();
	});

	it('destroys what could reveal, where every secret is to be shown once', async () => {
		const { host, clientId, application } = await restarted({}, { policyFloor: { showOnce: true } });
		expect(application?.secrets.map(({ sealed }) => sealed)).toEqual([null]);
		expect(await host.store.policies.find(TENANT)).toMatchObject({ showOnce: true, dataKey: null });
		expect((await host.call('admin', 'POST', `${APPLICATIONS}/${clientId}/reveal`, { body: {} })).status).toBe(409);
		expect(host.events.filter(({ type }) => type === 'policy.changed')).toMatchObject([
			{ actor: { kind: 'system' }, data: { before: { showOnce: false }, after: { showOnce: true } } },
		]);
		await host.close();
	});
});
