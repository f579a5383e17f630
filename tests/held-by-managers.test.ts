import type { Actor, DomainGrant } from '@latchkey/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedAnswer, type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';

const grant: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actor = (userId: string, manage: boolean): Actor => ({
	userId,
	customerId: 'acme',
	domains: { main: { ...grant, manage } },
});
const actors = { manager: actor('manager', true), owner: actor('owner', false) };
type User = keyof typeof actors;
const PATH = '/v1/domains/main/client-applications';
const RANGE = '192.0.2.0/24';

let host: EmbeddedHost;
let path: string;
beforeEach(async () => {
	host = await startEmbeddedHost({ actors });
	const added = await host.call('owner', 'POST', PATH, { body: { name: 'EMM' } });
	path = `${PATH}/${String(added.json['clientId'])}`;
});
afterEach(() => host.close());

const change = (user: User, body: object): Promise<EmbeddedAnswer> => host.call(user, 'PATCH', path, { body });

async function refused(answer: Promise<EmbeddedAnswer>, detail: string): Promise<void> {
	const { status, json } = await answer;
	expect({ status, detail: json['detail'] }).toEqual({ status: 403, detail: expect.stringContaining(detail) });
}

async function done(answer: Promise<EmbeddedAnswer>, members: object): Promise<void> {
	const { status, json } = await answer;
	expect(status).toBe(200);
	expect(json).toMatchObject(members);
}

describe('case 14: what a manager has turned off, its owner does not turn on', () => {
	it('not after it was disabled, until a manager enables it', async () => {
		await done(change('manager', { status: 'disabled' }), { status: 'disabled', heldByManager: ['status'] });
		await refused(change('owner', { status: 'enabled' }), 'only a manager can enable it');
		await refused(change('owner', { name: 'Mine', status: 'enabled' }), 'only a manager can enable it');
		await done(host.call('owner', 'GET', path), { name: 'EMM', status: 'disabled' });
		await done(change('owner', { name: 'Still theirs to edit', status: 'disabled' }), { heldByManager: ['status'] });
		await done(change('manager', { status: 'enabled' }), { status: 'enabled', heldByManager: [] });
		await done(change('owner', { status: 'disabled' }), { heldByManager: [] });
		await done(change('owner', { status: 'enabled' }), { status: 'enabled' });
	});

	it('not either where the owner had disabled it, and a manager says so again', async () => {
		await done(change('owner', { status: 'disabled' }), { heldByManager: [] });
		await done(change('manager', { status: 'disabled' }), { heldByManager: ['status'] });
		await refused(change('owner', { status: 'enabled' }), 'only a manager');
	});

	it('nor lets it come from elsewhere than a manager has said', async () => {
		await done(change('owner', { allowedAddresses: ['198.51.100.0/24'] }), { heldByManager: [] });
		await done(change('manager', { allowedAddresses: [RANGE] }), { heldByManager: ['allowedAddresses'] });
		for (const allowedAddresses of [[], ['0.0.0.0/0'], [RANGE, '203.0.113.9/32'], ['192.0.2.1/32']]) {
			await refused(change('owner', { allowedAddresses }), 'only a manager can change that');
		}
		await done(change('owner', { allowedAddresses: [RANGE], description: 'As it was' }), { description: 'As it was' });
		await done(change('owner', { status: 'disabled' }), { status: 'disabled' });
		await done(change('owner', { status: 'enabled' }), { allowedAddresses: [RANGE] });
		await done(change('manager', { allowedAddresses: [] }), { heldByManager: [] });
		await done(change('owner', { allowedAddresses: [RANGE] }), { heldByManager: [] });
	});

	it('also where it was added so, and handed over', async () => {
		const added = await host.call('manager', 'POST', PATH, { body: { name: 'EMM', allowedAddresses: [RANGE] } });
		path = `${PATH}/${String(added.json['clientId'])}`;
		await done(change('manager', { ownerId: 'owner' }), { heldByManager: ['allowedAddresses'] });
		await refused(change('owner', { allowedAddresses: [] }), 'only a manager');
	});

	it('and the events tell it', async () => {
		await change('manager', { status: 'disabled', allowedAddresses: [RANGE] });
		await expect.poll(() => host.events.map(({ type }) => type)).toContain('client_application.disabled');
		const told = (type: string): unknown => host.events.findLast((event) => event.type === type)?.data;
		expect(told('client_application.changed')).toEqual({
			before: { allowedAddresses: [], heldByManager: [] },
			after: { allowedAddresses: [RANGE], heldByManager: ['allowedAddresses'] },
		});
		expect(told('client_application.disabled')).toEqual({ heldByManager: ['allowedAddresses', 'status'] });
		await change('manager', { status: 'enabled' });
		await expect.poll(() => told('client_application.enabled')).toEqual({ heldByManager: ['allowedAddresses'] });
	});

	it('an entity tag of before is none any more', async () => {
		const read = await host.call('owner', 'GET', path);
		const headers = { 'if-match': read.headers.get('etag') ?? '' };
		await change('owner', { status: 'disabled' });
		const disabled = await host.call('owner', 'GET', path);
		await change('manager', { status: 'disabled' });
		for (const tag of [headers['if-match'], disabled.headers.get('etag') ?? '']) {
			const body = { description: 'x' };
			expect((await host.call('owner', 'PATCH', path, { body, headers: { 'if-match': tag } })).status).toBe(412);
		}
	});
});
