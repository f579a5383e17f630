import type { Actor, DomainGrant } from '@latchkey/core';
import { type ManualClock, manualClock } from '@latchkey/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedAnswer, type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const everything: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actor = (userId: string, grant: Partial<DomainGrant>): Actor => ({
	userId,
	customerId: 'acme',
	domains: { main: { ...everything, ...grant } },
});
const actors = {
	admin: actor('admin', {}),
	/** Sees and manages everything, may reveal nothing. */
	viewer: actor('viewer', { reveal: false }),
	/** Manages and reveals, but may not grant what the application holds. */
	junior: actor('junior', { grantable: ['devices:read'] }),
	/** The same user as `admin`, after they were demoted. */
	demoted: actor('admin', { reveal: false, grantable: [] }),
	owner: actor('owner', { manage: false, reveal: false }),
};
const PATH = '/v1/domains/main/client-applications';
const body = { name: 'EMM', privileges: ['devices:read', 'devices:write'] };

let host: EmbeddedHost;
let clock: ManualClock;
let path: string;
let secrets: string[];
beforeEach(async () => {
	clock = manualClock();
	host = await startEmbeddedHost({ actors, clock });
	const headers = { 'idempotency-key': 'first' };
	const added = await host.call('admin', 'POST', PATH, { body, headers });
	path = `${PATH}/${String(added.json['clientId'])}`;
	secrets = [secretOf(added)];
});
afterEach(() => host.close());

const secretOf = ({ json }: EmbeddedAnswer): string => (json['credentials'] as { clientSecret: string }).clientSecret;

async function rotate(): Promise<void> {
	secrets.push(secretOf(await host.call('admin', 'POST', `${path}/secrets`, { body: {} })));
}

/** Everything that could show a secret, with every body that could ask for one. */
async function everyAnswer(user: keyof typeof actors): Promise<string> {
	const listed = await host.call('admin', 'GET', `${path}/secrets`);
	const ids = (listed.json['items'] as { secretId: string }[]).map(({ secretId }) => secretId);
	const answers = [
		await host.call(user, 'GET', path),
		await host.call(user, 'GET', `${PATH}?q=EMM`),
		await host.call(user, 'GET', `${path}/secrets`),
		await host.call(user, 'PATCH', path, { body: { description: 'seen' } }),
		await host.call(user, 'POST', PATH, { body, headers: { 'idempotency-key': 'first' } }),
	];
	for (const secretId of [undefined, ...ids]) {
		answers.push(await host.call(user, 'POST', `${path}/reveal`, { body: { secretId } }));
	}
	return answers.map(({ text, headers }) => text + JSON.stringify([...headers])).join('\n');
}

async function getsNothing(user: keyof typeof actors): Promise<void> {
	const text = await everyAnswer(user);
	for (const secret of secrets) expect(text).not.toContain(secret);
}

describe('case 15: nor by a roundabout way', () => {
	it.each(['viewer', 'junior'] as const)('%s, who makes themselves its owner first', async (user) => {
		await rotate();
		expect((await host.call(user, 'PATCH', path, { body: { ownerId: user } })).status).toBe(200);
		await getsNothing(user);
	});

	it('an owner who may not reveal, of what was handed over to them', async () => {
		await rotate();
		await host.call('admin', 'PATCH', path, { body: { ownerId: 'owner' } });
		await getsNothing('owner');
	});

	it('a viewer, who rotates: the new secret is theirs to know, the earlier ones are not', async () => {
		const rotated = await host.call('viewer', 'POST', `${path}/secrets`, { body: { overlap: 3600 } });
		expect(rotated.status).toBe(201);
		await rotate();
		await getsNothing('viewer');
		for (const secret of secrets) expect(rotated.text).not.toContain(secret);
	});

	it('the user who added it, once they may no longer grant what it holds: their own request is not repeated', async () => {
		const again = await host.call('demoted', 'POST', PATH, { body, headers: { 'idempotency-key': 'first' } });
		expect(again.status).toBe(403);
		await getsNothing('demoted');
	});

	it.each([
		['a rotation without an overlap', { overlap: 0 }, async () => {}],
		[
			'a rotation that is completed',
			{ overlap: 3600 },
			() => host.call('admin', 'POST', `${path}/rotation/complete`, { body: {} }),
		],
		['a rotation whose overlap runs out', { overlap: 3600 }, async () => clock.advance(3_600_000)],
	])('nor after %s: a repetition shows what it added, never what came after', async (_, rotation, end) => {
		const keyed = { body, headers: { 'idempotency-key': 'own' } };
		const own = await host.call('viewer', 'POST', PATH, keyed);
		path = `${PATH}/${String(own.json['clientId'])}`;
		expect(secretOf(await host.call('viewer', 'POST', PATH, keyed))).toBe(secretOf(own));
		const rotated = await host.call('admin', 'POST', `${path}/secrets`, { body: rotation });
		await end();
		for (const later of [0, 1]) {
			const again = await host.call('viewer', 'POST', PATH, keyed);
			expect(again.status, `time ${later}`).toBe(409);
			expect(again.json).toMatchObject({ type: 'urn:latchkey:problem:idempotent-answer-gone' });
			for (const secret of [own, rotated].map(secretOf)) expect(again.text).not.toContain(secret);
			// Once more, after the application has been settled by a write.
			await host.call('admin', 'PATCH', path, { body: { description: 'Settled' } });
		}
	});

	it('nor once it was handed over: a repetition shows no secret to who does not see it', async () => {
		const own = await host.call('owner', 'POST', PATH, { body, headers: { 'idempotency-key': 'own' } });
		const ownPath = `${PATH}/${String(own.json['clientId'])}`;
		await host.call('admin', 'PATCH', ownPath, { body: { ownerId: 'admin' } });
		const again = await host.call('owner', 'POST', PATH, { body, headers: { 'idempotency-key': 'own' } });
		expect(again.status).toBe(409);
		expect(again.text).not.toContain(secretOf(own));
	});

	it('under show-once, nobody: what is absent is told first, and no ID tells what is there', async () => {
		await host.call('admin', 'PUT', '/v1/domains/main/policy', { body: { showOnce: true } });
		await getsNothing('admin');
		const absent = `${PATH}/lk.acme.main.${'0'.repeat(22)}`;
		for (const [user, target, status] of [
			['admin', path, 409],
			['admin', absent, 404],
			['owner', path, 404],
			['owner', absent, 404],
			['viewer', path, 403],
			['junior', path, 403],
		] as const) {
			expect((await host.call(user, 'POST', `${target}/reveal`, { body: {} })).status, user).toBe(status);
		}
	});
});
