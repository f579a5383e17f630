import type { Actor } from '@latchkey/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const actor = (userId: string, manage: boolean, reveal: boolean, grantable: readonly string[]): Actor => ({
	userId,
	customerId: 'acme',
	domains: { main: { manage, reveal, grantable } },
});

const actors = {
	admin: actor('admin', true, true, PRIVILEGES),
	/** Sees everything, may reveal nothing. */
	viewer: actor('viewer', true, false, PRIVILEGES),
	/** Manages and reveals, but may not grant what the application holds. */
	junior: actor('junior', true, true, ['devices:read']),
	/** Owns what is handed over to them, and may grant nothing. */
	owner: actor('owner', false, true, []),
};

const PATH = '/v1/domains/main/client-applications';

let host: EmbeddedHost;
let secrets: string[];
let path: string;
beforeAll(async () => {
	host = await startEmbeddedHost({ actors });
	const body = { name: 'EMM', privileges: ['devices:read', 'devices:write'] };
	const added = await host.call('admin', 'POST', PATH, { body, headers: { 'idempotency-key': 'first' } });
	path = `${PATH}/${String(added.json['clientId'])}`;
	const rotated = await host.call('admin', 'POST', `${path}/secrets`, { body: {} });
	secrets = [added, rotated].map(({ json }) => (json['credentials'] as { clientSecret: string }).clientSecret);
});
afterAll(() => host.close());

async function everySecretId(): Promise<string[]> {
	const listed = await host.call('admin', 'GET', `${path}/secrets`);
	return (listed.json['items'] as { secretId: string }[]).map(({ secretId }) => secretId);
}

describe('case 15: who may only view never gets a secret, current or previous', () => {
	it.each(['viewer', 'junior'])('%s, by any operation', async (user) => {
		const ids = await everySecretId();
		expect(ids).toHaveLength(2);
		const answers = [
			await host.call(user, 'GET', path),
			await host.call(user, 'GET', PATH),
			await host.call(user, 'GET', `${path}/secrets`),
			await host.call(user, 'POST', `${path}/reveal`, { body: {} }),
			...(await Promise.all(ids.map((secretId) => host.call(user, 'POST', `${path}/reveal`, { body: { secretId } })))),
		];
		const text = answers.map((answer) => answer.text).join('\n');
		for (const secret of secrets) expect(text).not.toContain(secret);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 403, 403, 403]);
	});

	it('who may not grant what it holds cannot rotate to get a secret of their own', async () => {
		const before = await everySecretId();
		const answer = await host.call('junior', 'POST', `${path}/secrets`, { body: { overlap: 0 } });
		expect(answer.status).toBe(403);
		expect(answer.json).toMatchObject({ privileges: ['devices:write'] });
		expect(await everySecretId()).toEqual(before);
	});

	it('nor by making themselves its owner first', async () => {
		await host.call('admin', 'PATCH', path, { body: { ownerId: 'owner' } });
		expect((await host.call('owner', 'GET', path)).status).toBe(200);
		expect((await host.call('owner', 'POST', `${path}/reveal`, { body: {} })).status).toBe(403);
		expect((await host.call('owner', 'POST', `${path}/secrets`, { body: {} })).status).toBe(403);
	});

	it('nor by repeating the Idempotency-Key of whoever added it', async () => {
		const body = { name: 'EMM', privileges: ['devices:read', 'devices:write'] };
		const headers = { 'idempotency-key': 'first' };
		const answer = await host.call('viewer', 'POST', PATH, { body, headers });
		expect(answer.status).toBe(201);
		expect(answer.json['clientId']).not.toBe(path.split('/').at(-1));
		for (const secret of secrets) expect(answer.text).not.toContain(secret);
	});

	it('a refused reveal leaves no event, and one that is shown leaves exactly one, before the answer', async () => {
		// What was relayed may wait for a moment still: an event counts once, wherever it is.
		const revealed = async (): Promise<number> => {
			const waiting = (await host.store.outbox.pending(100)).flatMap(({ events }) => events);
			const all = [...waiting, ...host.events].filter(({ type }) => type === 'client_secret.revealed');
			return new Set(all.map(({ id }) => id)).size;
		};
		const before = await revealed();
		await host.call('viewer', 'POST', `${path}/reveal`, { body: {} });
		expect(await revealed()).toBe(before);
		expect((await host.call('admin', 'POST', `${path}/reveal`, { body: {} })).status).toBe(200);
		expect(await revealed()).toBe(before + 1);
	});
});

describe('where the host allows secrets beyond the grant', () => {
	it('a manager reveals and rotates whatever the privileges are', async () => {
		const own = await startEmbeddedHost({ actors, allowSecretsBeyondGrant: true });
		const body = { name: 'EMM', privileges: ['devices:write'] };
		const added = await own.call('admin', 'POST', PATH, { body });
		const ownPath = `${PATH}/${String(added.json['clientId'])}`;
		expect((await own.call('junior', 'POST', `${ownPath}/reveal`, { body: {} })).status).toBe(200);
		expect((await own.call('junior', 'POST', `${ownPath}/secrets`, { body: {} })).status).toBe(201);
		await own.close();
	});
});
