import type { Actor } from '@latchkey/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { runs } from './support/soak.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = {
	admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } },
	junior: { userId: 'junior', customerId: 'acme', domains: { main: { ...grant, grantable: ['devices:read'] } } },
};
const PATH = '/v1/domains/main/client-applications';

let host: EmbeddedHost;
beforeEach(async () => {
	host = await startEmbeddedHost({ actors, limit: 1000, throttle: { failed: async () => 0 } });
});
afterEach(() => host.close());

async function add(
	privileges: readonly string[],
): Promise<{ path: string; oauthCredentials: string; secretId: string }> {
	const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges } });
	const { oauthCredentials } = json['credentials'] as { oauthCredentials: string };
	const [secret] = json['secrets'] as { secretId: string }[];
	return { path: `${PATH}/${String(json['clientId'])}`, oauthCredentials, secretId: secret?.secretId ?? '' };
}

const opens = async (token: unknown, privilege = 'devices:read'): Promise<number> =>
	(await host.call(undefined, 'GET', `/api/${privilege}`, { headers: { authorization: `Bearer ${String(token)}` } }))
		.status;

describe('what was issued while it was taken away', () => {
	it.each<[string, (path: string, secretId: string) => Promise<EmbeddedAnswer>]>([
		['disabling', (path) => host.call('admin', 'PATCH', path, { body: { status: 'disabled' } })],
		['removing', (path) => host.call('admin', 'DELETE', path)],
		['revoking its secret', (path, secretId) => host.call('admin', 'DELETE', `${path}/secrets/${secretId}`)],
	])('%s: once it is answered, no token opens anything, whenever it was asked for', async (_what, end) => {
		for (let run = 0; run < runs(10); run++) {
			const { path, oauthCredentials, secretId } = await add(['devices:read']);
			const asked = Array.from({ length: 8 }, () => tokenOf(host, oauthCredentials));
			const ended = end(path, secretId);
			asked.push(...Array.from({ length: 8 }, () => tokenOf(host, oauthCredentials)));
			expect((await ended).status).toBeLessThan(300);
			expect((await tokenOf(host, oauthCredentials)).status).toBe(401);
			for (const { status, json } of await Promise.all(asked)) {
				expect([200, 401]).toContain(status);
				if (status === 200) expect(await opens(json['access_token'])).toBe(401);
			}
		}
	});

	it('enabling again brings no earlier token back', async () => {
		const { path, oauthCredentials } = await add(['devices:read']);
		const earlier = (await tokenOf(host, oauthCredentials)).json['access_token'];
		for (const status of ['disabled', 'enabled']) await host.call('admin', 'PATCH', path, { body: { status } });
		expect(await opens(earlier)).toBe(401);
		expect(await opens((await tokenOf(host, oauthCredentials)).json['access_token'])).toBe(200);
	});
});

describe('a privilege granted while somebody who may not grant it takes a secret', () => {
	it('either they get the secret of an application without it, or nothing', async () => {
		for (let run = 0; run < runs(20); run++) {
			const { path } = await add(['devices:read']);
			const body = { privileges: ['devices:read', 'devices:write'] };
			const [granted, revealed, rotated] = await Promise.all([
				host.call('admin', 'PATCH', path, { body }),
				host.call('junior', 'POST', `${path}/reveal`, { body: {} }),
				host.call('junior', 'POST', `${path}/secrets`, { body: {} }),
			]);
			expect(granted.status).toBe(200);
			const events = [...host.events, ...(await host.store.outbox.pending(1000)).flatMap((one) => one.events)];
			const own = events.filter(({ clientId }) => path.endsWith(String(clientId)));
			const at = (type: string, userId: string): number =>
				own.find((event) => event.type === type && event.actor.kind === 'user' && event.actor.userId === userId)
					?.revision ?? Number.POSITIVE_INFINITY;
			const grantedAt = at('client_application.changed', 'admin');
			for (const [{ status }, type] of [
				[revealed, 'client_secret.revealed'],
				[rotated, 'client_secret.added'],
			] as const) {
				expect(status < 300, type).toBe(at(type, 'junior') < grantedAt);
				expect(status < 300 || status === 403, type).toBe(true);
			}
		}
	});
});

describe('an Idempotency-Key', () => {
	const keyed = { 'idempotency-key': 'same' };
	const body = { name: 'EMM', privileges: ['devices:read'] };

	it('is each user’s own: racing under one key, every user adds one application, whose secret no other is shown', async () => {
		const users = ['admin', 'junior'];
		const answers = await Promise.all(
			users.flatMap((user) => Array.from({ length: 5 }, () => host.call(user, 'POST', PATH, { body, headers: keyed }))),
		);
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
		const byUser = users.map((_user, index) => answers.slice(index * 5, index * 5 + 5));
		const secrets = byUser.map((own) => new Set(own.map(({ json }) => JSON.stringify(json['credentials']))));
		expect(secrets.map(({ size }) => size)).toEqual([1, 1]);
		expect([...(secrets[0] ?? [])]).not.toEqual([...(secrets[1] ?? [])]);
	});

	it('brings nothing back: removed, it stays removed, and its ID is not given out again', async () => {
		const added = await host.call('admin', 'POST', PATH, { body, headers: keyed });
		const clientId = String(added.json['clientId']);
		await host.call('admin', 'DELETE', `${PATH}/${clientId}`);
		const again = await host.call('admin', 'POST', PATH, { body, headers: keyed });
		expect(again.status).toBe(409);
		expect(again.json).toMatchObject({ type: 'urn:latchkey:problem:idempotent-answer-gone', clientId });
		expect((await host.call('admin', 'GET', `${PATH}/${clientId}`)).status).toBe(404);
	});

	it('is told from every other: letters, length and characters that a header may not hold', async () => {
		const ids = new Set<unknown>();
		const keys = ['a', 'A', 'aa', 'a.', `${'a'.repeat(255)}`];
		for (const key of keys) {
			const headers = { 'idempotency-key': key };
			ids.add((await host.call('admin', 'POST', PATH, { body, headers })).json['clientId']);
		}
		expect(ids.size).toBe(keys.length);
		for (const key of ['a b', 'a'.repeat(256), 'ä']) {
			const headers = { 'idempotency-key': key };
			expect((await host.call('admin', 'POST', PATH, { body, headers })).status).toBe(400);
		}
	});
});
