import type { Actor } from '@latchkey/core';
import { buildEvents, manualClock } from '@latchkey/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const TENANT = { customerId: 'acme', domainId: 'main' };
const SECOND = 1000;
const actors: Record<string, Actor> = {
	admin: {
		userId: 'admin',
		customerId: 'acme',
		domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
	},
};
const APPLICATIONS = '/v1/domains/main/client-applications';
const POLICY = '/v1/domains/main/policy';

let host: EmbeddedHost;
let listening: boolean;
let heard: string[];
const clock = manualClock();

beforeEach(async () => {
	clock.set(Date.UTC(2026, 0, 1));
	listening = true;
	heard = [];
	host = await startEmbeddedHost({
		actors,
		clock,
		onEvent({ type, clientId }) {
			if (!listening) throw new Error('the host does not listen');
			heard.push(`${clientId ?? 'the domain'} ${type}`);
		},
	});
});
afterEach(() => host.close());

async function add(settings: object = {}): Promise<string> {
	const body = { name: 'EMM', privileges: ['devices:read'], ...settings };
	const { json } = await host.call('admin', 'POST', APPLICATIONS, { body });
	return String(json['clientId']);
}

/** What the host does not hear of, until its outbox takes no more. */
async function fill(clientId: string): Promise<void> {
	for (;;) {
		const application = await host.store.applications.find(TENANT, clientId);
		if (application === undefined) throw new Error('it is not there');
		const [event] = buildEvents({ ...TENANT, clientId }, 1);
		if (event === undefined) throw new Error('no event was built');
		const { revision } = application;
		if ((await host.store.applications.update(TENANT, clientId, revision, {}, [event])) !== 'done') return;
	}
}

/** Relays until nothing is left, as the sweep of an hour would. */
async function relayAll(): Promise<void> {
	for (let pass = 0; pass < 12; pass++) {
		clock.advance(6 * SECOND);
		await host.latchkey.background.run('relay');
	}
}

describe('while the host hears of no event and the outbox of an application is full', () => {
	it('new rules of its domain hold up nothing, though a secret of it has ended', async () => {
		const full = await add({ secretExpiresAt: new Date(clock.now() + 60 * SECOND).toISOString() });
		const other = await add();
		await relayAll();
		listening = false;
		await fill(full);
		clock.advance(120 * SECOND);
		const set = await host.call('admin', 'PUT', POLICY, { body: { showOnce: false, rotateEvery: 30 * 86_400 } });
		expect(set.status, set.text).toBe(200);
		await relayAll();
		heard = [];
		listening = true;
		await relayAll();
		expect(heard).toContain('the domain policy.changed');
		expect(heard.filter((line) => line.startsWith(full)).length).toBeGreaterThan(400);
		await host.latchkey.background.run('life_cycle');
		const found = await Promise.all([full, other].map((clientId) => host.store.applications.find(TENANT, clientId)));
		expect(
			found.map((application) => application?.secrets.length),
			'the new rules reach both',
		).toEqual([0, 1]);
		const dueAt = found.map((application) => application?.nextDueAt);
		expect(dueAt[1]).toBeGreaterThan(clock.now());
		expect(host.logger.lines.filter(({ message }) => message.includes('written down'))).toEqual([]);
	});

	it('it can still be disabled and removed, and its credentials revoked, but not be given more', async () => {
		const [clientId, other] = [await add(), await add()];
		await relayAll();
		listening = false;
		await fill(clientId);
		await fill(other);
		const path = `${APPLICATIONS}/${clientId}`;
		const call = async (method: string, where: string, body?: object): Promise<number> =>
			(await host.call('admin', method, where, body === undefined ? {} : { body })).status;
		const secrets = (await host.call('admin', 'GET', `${path}/secrets`)).json['items'] as { secretId: string }[];
		expect(await call('POST', `${path}/secrets`, {})).toBe(503);
		expect(await call('PATCH', path, { name: 'Another' })).toBe(503);
		expect(await call('DELETE', `${path}/secrets/${secrets[0]?.secretId}`)).toBe(204);
		expect(await call('PATCH', path, { status: 'disabled' })).toBe(200);
		expect(await call('PATCH', path, { status: 'enabled' })).toBe(503);
		expect(await host.latchkey.massRevocation.revokeCustomerAsHost('acme')).toMatchObject({
			applications: 1,
			secrets: 1,
		});
		expect(await call('DELETE', path)).toBe(204);
		expect(await call('DELETE', `${APPLICATIONS}/${other}`)).toBe(204);
		listening = true;
		await relayAll();
		const told = heard.filter((line) => line.startsWith(clientId)).slice(-3);
		expect(told).toEqual(
			['client_secret.revoked', 'client_application.disabled', 'client_application.removed'].map(
				(type) => `${clientId} ${type}`,
			),
		);
	});
});
