import type { Actor, DomainGrant } from '@latchkey/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { relayAll } from './support/relay-all.ts';
import { unreachable } from './support/unreachable.ts';

const manages: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const admin: Actor = { userId: 'admin', customerId: 'acme', domains: { main: manages, other: manages } };
const globex: Actor = { userId: 'globex', customerId: 'globex', domains: { main: manages } };

let host: EmbeddedHost;
beforeEach(async () => {
	host = await startEmbeddedHost({ actors: { admin, globex }, outbound: unreachable });
});
afterEach(() => host.close());

async function add(path: string, body: object): Promise<Record<string, unknown>> {
	const added = await host.call('admin', 'POST', `/v1/domains/main/${path}`, { body });
	expect(added.status, added.text).toBe(201);
	return added.json;
}

/** Every list of the API, each with more than one item. */
async function filledLists(): Promise<string[]> {
	const logs: string[] = [];
	for (const url of ['https://one.example/', 'https://two.example/']) {
		logs.push(`endpoints/${String((await add('endpoints', { url }))['endpointId'])}/deliveries`);
	}
	for (const name of ['EMM', 'SIEM']) await add('client-applications', { name, privileges: [] });
	await relayAll(host);
	return ['client-applications', 'endpoints', 'audit', 'usage', ...logs];
}

async function nextOf(list: string): Promise<string> {
	const page = await host.call('admin', 'GET', `/v1/domains/main/${list}?limit=1`);
	expect(page.json, list).toMatchObject({ next: expect.stringMatching(/^[\w-]+$/) });
	return String(page.json['next']);
}

it('a cursor is taken by the list that gave it, and by no other', async () => {
	const lists = await filledLists();
	for (const giver of lists) {
		const cursor = await nextOf(giver);
		for (const taker of lists) {
			const answer = await host.call('admin', 'GET', `/v1/domains/main/${taker}?limit=1&cursor=${cursor}`);
			expect(answer.status, `${taker} with a cursor of ${giver}`).toBe(taker === giver ? 200 : 400);
			if (taker !== giver) expect(answer.json).toMatchObject({ issues: [{ path: ['cursor'] }] });
		}
	}
});

it('a cursor is none in another domain, nor of another customer', async () => {
	const lists = (await filledLists()).filter((list) => !list.endsWith('/deliveries'));
	for (const list of lists) {
		const cursor = await nextOf(list);
		for (const [user, domainId] of [
			['admin', 'other'],
			['globex', 'main'],
		] as const) {
			const answer = await host.call(user, 'GET', `/v1/domains/${domainId}/${list}?cursor=${cursor}`);
			expect(answer.status, `${list} of ${user} in ${domainId}`).toBe(400);
		}
	}
});
