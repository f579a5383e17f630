import { type Actor, outboxLimitFor, type UpdateResult } from '@latchkey/core';
import { buildEvents } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	type EmbeddedAnswer,
	type EmbeddedHost,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { openPlace } from './support/place.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const TENANT = { customerId: 'acme', domainId: 'main' };
const SELF = '/v1/client-applications/self';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Every door that credentials open, and what is sent there. */
const DOORS = [
	['POST', '/oauth2/token', 'grant_type=client_credentials'],
	['POST', '/v1/oauth2/tokens', 'grant_type=client_credentials'],
	['POST', '/oauth2/introspect', 'token=none'],
	['POST', '/oauth2/revoke', 'token=none'],
	['GET', SELF, undefined],
	['POST', `${SELF}/secrets`, {}],
] as const;

let host: EmbeddedHost;
/** What the store says of every write to an application; what it does itself where undefined. */
let refusal: UpdateResult | undefined;
/** Of a secret that was given in the place of another and was not used yet. */
let successor: string;
let clientId: string;
beforeAll(async () => {
	const store = await openPlace({ file: ':memory:' });
	const { applications } = store;
	const update: typeof applications.update = async (...change) => refusal ?? applications.update(...change);
	const startWork = () => ({ close: async () => undefined });
	host = await startEmbeddedHost({
		actors: { admin },
		store: { ...store, applications: { ...applications, update } },
		startWork,
	});
	const path = '/v1/domains/main/client-applications';
	const added = await host.call('admin', 'POST', path, { body: { name: 'EMM', privileges: ['devices:read'] } });
	clientId = String(added.json['clientId']);
	const taken = await host.call(undefined, 'POST', `${SELF}/secrets`, { body: {}, headers: basic(keyOf(added)) });
	expect(taken.status).toBe(201);
	successor = keyOf(taken);
});
afterAll(() => host.close());

const basic = (oauthCredentials: string) => ({ authorization: `Basic ${oauthCredentials}` });
const keyOf = ({ json }: EmbeddedAnswer) => (json['credentials'] as { oauthCredentials: string }).oauthCredentials;

async function ask(method: string, path: string, body: unknown): Promise<unknown> {
	const headers = { ...basic(successor), ...(typeof body === 'string' ? FORM : {}) };
	const answer = await host.call(undefined, method, path, { headers, body });
	const { error, type } = answer.json;
	return [answer.status, error ?? type, answer.headers.get('retry-after')];
}

describe('a first use that must be written before the answer, and cannot be', () => {
	it.each(DOORS)('since others keep writing, is to be tried again: %s %s', async (method, path, body) => {
		refusal = 'stale';
		const expected = path.includes('/self')
			? [409, 'urn:latchkey:problem:conflict', '1']
			: [503, 'temporarily_unavailable', '1'];
		expect(await ask(method, path, body)).toEqual(expected);
	});

	it('since too many events wait, is to be tried again, and comes about when they have gone', async () => {
		refusal = undefined;
		const { applications, outbox } = host.store;
		const before = await applications.find(TENANT, clientId);
		const [waiting] = await outbox.pending(1);
		const subject = { ...TENANT, clientId };
		const room = outboxLimitFor(buildEvents(subject, 1)) - (waiting?.events.length ?? 0);
		const events = buildEvents(subject, room);
		expect(await applications.update(TENANT, clientId, before?.revision ?? 0, {}, events)).toBe('done');
		for (const [method, path, body] of DOORS) {
			const expected = path.includes('/self')
				? [503, 'urn:latchkey:problem:outbox-full', '5']
				: [503, 'temporarily_unavailable', '5'];
			expect(await ask(method, path, body), path).toEqual(expected);
		}
		await outbox.take(
			{ tenant: TENANT, kind: 'application', id: clientId },
			events.map(({ id }) => id),
		);
		expect((await tokenOf(host, successor)).status).toBe(200);
	});
});
