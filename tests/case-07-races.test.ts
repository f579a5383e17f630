import { randomBytes } from 'node:crypto';
import { type Actor, type ClientApplication, type LatchkeyEvent, localKeyEncryption } from '@latchkey/core';
import { describe, expect, it } from 'vitest';
import {
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { scratchFile } from './support/scratch-file.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const tenant = { customerId: 'acme', domainId: 'main' };
const PATH = '/v1/domains/main/client-applications';

interface Attempt {
	readonly kind: 'rotate' | 'revoke' | 'disable' | 'enable' | 'rename' | 'reveal';
	readonly answer: EmbeddedAnswer;
}

/** Two hosts with a connection each to one file: they race as two processes do, without sharing anything else. */
async function startPair(): Promise<{ hosts: readonly [EmbeddedHost, EmbeddedHost]; stop: () => Promise<unknown> }> {
	const file = scratchFile();
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
	const options = { actors: { admin }, file, keyEncryption };
	const one = await startEmbeddedHost(options);
	const two = await startEmbeddedHost(options);
	return { hosts: [one, two], stop: () => Promise.all([one.close(), two.close()]) };
}

async function attempt(host: EmbeddedHost, path: string, index: number): Promise<Attempt> {
	const call = (method: string, suffix: string, body?: unknown): Promise<EmbeddedAnswer> =>
		host.call('admin', method, `${path}${suffix}`, body === undefined ? {} : { body });
	switch (index % 6) {
		case 0:
			return { kind: 'rotate', answer: await call('POST', '/secrets', { overlap: 3600 }) };
		case 1: {
			const listed = await call('GET', '/secrets');
			const items = (listed.json['items'] ?? []) as { secretId: string }[];
			const secretId = items[index % Math.max(1, items.length)]?.secretId ?? 'sec_none';
			return { kind: 'revoke', answer: await call('DELETE', `/secrets/${secretId}`) };
		}
		case 2:
			return { kind: 'disable', answer: await call('PATCH', '', { status: 'disabled' }) };
		case 3:
			return { kind: 'enable', answer: await call('PATCH', '', { status: 'enabled' }) };
		case 4:
			return { kind: 'rename', answer: await call('PATCH', '', { name: `Name ${randomBytes(4).toString('hex')}` }) };
		default:
			return { kind: 'reveal', answer: await call('POST', '/reveal', {}) };
	}
}

/** What the events alone say the application has become. */
function replay(events: readonly LatchkeyEvent[]): { status: string; name: string; secretIds: Set<string> } {
	const state = { status: 'enabled', name: '', secretIds: new Set<string>() };
	for (const event of events) {
		if (event.type === 'client_application.added') state.name = event.data.name;
		if (event.type === 'client_application.changed') state.name = event.data.after.name ?? state.name;
		if (event.type === 'client_application.disabled') state.status = 'disabled';
		if (event.type === 'client_application.enabled') state.status = 'enabled';
		if (event.type === 'client_secret.added') state.secretIds.add(event.data.secretId);
		if (event.type === 'client_secret.revoked') expect(state.secretIds.delete(event.data.secretId)).toBe(true);
		if (event.type === 'client_secret.revealed') expect(state.secretIds.has(event.data.secretId)).toBe(true);
	}
	return state;
}

const SUCCESS = { rotate: 201, revoke: 204, disable: 200, enable: 200, rename: 200, reveal: 200 };

async function eventsOf(hosts: readonly EmbeddedHost[], clientId: string): Promise<LatchkeyEvent[]> {
	const [host] = hosts;
	const pending = (await host?.store.outbox.pending(100))?.flatMap(({ events }) => events) ?? [];
	const all = [...hosts.flatMap(({ events }) => events), ...pending].filter((event) => event.clientId === clientId);
	// Relayed at least once: an event that two relays saw is one event.
	const byId = new Map(all.map((event) => [event.id, event]));
	return [...byId.values()].sort((a, b) => a.revision - b.revision);
}

describe('case 7: a thousand changes of one application at once', () => {
	it('are linearizable: each success left its event, each refusal none, and the events tell the state', async () => {
		const { hosts, stop } = await startPair();
		const added = await hosts[0].call('admin', 'POST', PATH, { body: { name: 'Raced', privileges: ['devices:read'] } });
		const clientId = String(added.json['clientId']);
		const path = `${PATH}/${clientId}`;
		const attempts: Attempt[] = [];
		// In waves, since one machine has only so many sockets.
		for (let wave = 0; wave < 10; wave++) {
			const calls = Array.from({ length: 100 }, (_, index) =>
				attempt(hosts[index % 2] ?? hosts[0], path, wave * 100 + Math.floor(index / 2)),
			);
			attempts.push(...(await Promise.all(calls)));
		}
		for (const { kind, answer } of attempts) {
			if (answer.status !== SUCCESS[kind]) expect([404, 409], `${kind}: ${answer.text}`).toContain(answer.status);
		}
		const final = (await hosts[0].store.applications.find(tenant, clientId)) as ClientApplication;
		const events = await eventsOf(hosts, clientId);
		const revisions = [...new Set(events.map(({ revision }) => revision))];
		expect(Math.max(...revisions)).toBeLessThanOrEqual(final.revision);
		const { status, name, secretIds } = replay(events);
		expect({ status, name }).toEqual({ status: final.status, name: final.name });
		expect(secretIds).toEqual(new Set(final.secrets.map(({ secretId }) => secretId)));
		const succeeded = (kind: Attempt['kind']): number =>
			attempts.filter((one) => one.kind === kind && one.answer.status === SUCCESS[kind]).length;
		const count = (type: LatchkeyEvent['type']): number => events.filter((event) => event.type === type).length;
		expect(count('client_secret.added')).toBe(succeeded('rotate') + 1);
		expect(count('client_secret.revoked')).toBe(succeeded('revoke'));
		expect(count('client_secret.revealed')).toBe(succeeded('reveal'));
		expect(count('client_application.changed')).toBe(succeeded('rename'));
		// Disabling what is disabled is no change, so they alternate.
		const switches = events.filter(({ type }) => /\.(?:en|dis)abled$/.test(type)).map(({ type }) => type);
		expect(switches.filter((type, index) => type === switches[index + 1])).toEqual([]);
		await stop();
	});

	it('of many edits with one and the same If-Match exactly one wins, and the rest get 412', async () => {
		const { hosts, stop } = await startPair();
		const added = await hosts[0].call('admin', 'POST', PATH, { body: { name: 'Raced' } });
		const path = `${PATH}/${String(added.json['clientId'])}`;
		for (let round = 0; round < 5; round++) {
			const tag = (await hosts[0].call('admin', 'GET', path)).headers.get('etag') ?? '';
			const edits = Array.from({ length: 40 }, (_, index) =>
				(hosts[index % 2] ?? hosts[0]).call('admin', 'PATCH', path, {
					headers: { 'if-match': tag },
					body: { name: `Round ${round} edit ${index}` },
				}),
			);
			const statuses = (await Promise.all(edits)).map(({ status }) => status).sort();
			expect(statuses).toEqual([200, ...new Array<number>(39).fill(412)]);
		}
		await stop();
	});

	it('a removal among them is final: after it nothing works and nothing is changed', async () => {
		const { hosts, stop } = await startPair();
		const added = await hosts[0].call('admin', 'POST', PATH, { body: { name: 'Raced', privileges: ['devices:read'] } });
		const { oauthCredentials } = added.json['credentials'] as { oauthCredentials: string };
		const clientId = String(added.json['clientId']);
		const path = `${PATH}/${clientId}`;
		const calls = Array.from({ length: 120 }, async (_, index) => {
			const host = hosts[index % 2] ?? hosts[0];
			if (index === 60) return host.call('admin', 'DELETE', path);
			return (await attempt(host, path, index)).answer;
		});
		const answers = await Promise.all(calls);
		expect(answers[60]?.status).toBe(204);
		expect(answers.every(({ status }) => status < 500)).toBe(true);
		const final = (await hosts[0].store.applications.find(tenant, clientId)) as ClientApplication;
		expect(final).toMatchObject({ status: 'removed', secrets: [] });
		const events = await eventsOf(hosts, clientId);
		expect(events.at(-1)?.type).toBe('client_application.removed');
		for (const host of hosts) expect((await tokenOf(host, oauthCredentials)).status).toBe(401);
		await stop();
	});
});
