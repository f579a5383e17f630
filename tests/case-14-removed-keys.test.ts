import { randomBytes } from 'node:crypto';
import { type Actor, localKeyEncryption } from '@latchkey/core';
import { manualClock } from '@latchkey/testing';
import { expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { sharedPlace } from './support/place.ts';
import {
	assertionForm,
	FORM,
	grantForm,
	type SigningKey,
	signAssertion,
	signingKey,
} from './support/signing-client.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const actors: Record<string, Actor> = { admin: { userId: 'admin', customerId: 'acme', domains: { main: grant } } };
const PATH = '/v1/domains/main/client-applications';

/** Two processes on one store: `acts` takes the key away, `checks` is where somebody tries to get in by it. */
async function startPair() {
	const clock = manualClock(Date.now());
	const place = sharedPlace();
	const keyEncryption = localKeyEncryption({ currentKeyId: 'k1', keys: { k1: randomBytes(32) } });
	const start = async (): Promise<EmbeddedHost> => {
		const host = await startEmbeddedHost({ actors, clock, place, keyEncryption, throttle: { failed: async () => 0 } });
		onTestFinished(() => host.close());
		return host;
	};
	return { clock, acts: await start(), checks: await start() };
}
type Pair = Awaited<ReturnType<typeof startPair>>;

/** What opens at the other process, by an assertion of this key or by the token that it earned. */
async function openDoors({ clock, checks }: Pair, clientId: string, key: SigningKey, token: string): Promise<string[]> {
	const now = Math.floor(clock.now() / 1000);
	const assertion = () => signAssertion(key, clientId, { claims: { iat: now, exp: now + 60 } });
	const about = async () => new URLSearchParams(assertionForm(await assertion(), { token })).toString();
	const headers = { authorization: `Bearer ${token}` };
	const post = async (path: string, body: string): Promise<number> =>
		(await checks.call(undefined, 'POST', path, { headers: FORM, body })).status;
	const doors: Record<string, number> = {
		strict: await post('/oauth2/token', grantForm(await assertion())),
		lenient: await post('/v1/oauth2/tokens', grantForm(await assertion())),
		introspect: await post('/oauth2/introspect', await about()),
		bearer: (await checks.call(undefined, 'GET', '/api/devices:read', { headers })).status,
		self: (await checks.call(undefined, 'GET', '/v1/client-applications/self', { headers })).status,
		revoke: await post('/oauth2/revoke', await about()),
	};
	expect(Object.values(doors).filter((status) => status !== 200 && status !== 401)).toEqual([]);
	return Object.keys(doors).filter((door) => doors[door] === 200);
}

const ALL = ['strict', 'lenient', 'introspect', 'bearer', 'self', 'revoke'];

it.each<[string, boolean, (pair: Pair, path: string, other: SigningKey) => Promise<unknown>]>([
	[
		'it is taken out of the set',
		true,
		({ acts }, path, other) => acts.call('admin', 'PATCH', path, { body: { jwks: { keys: [other.jwk] } } }),
	],
	['all keys are taken away', false, ({ acts }, path) => acts.call('admin', 'PATCH', path, { body: { jwks: null } })],
	[
		'its application is disabled',
		false,
		({ acts }, path) => acts.call('admin', 'PATCH', path, { body: { status: 'disabled' } }),
	],
	['its application is removed', false, ({ acts }, path) => acts.call('admin', 'DELETE', path)],
	[
		'everything of the domain is revoked',
		false,
		({ acts }) => acts.latchkey.massRevocation.revokeCustomerAsHost('acme'),
	],
	[
		'its domain is offboarded',
		false,
		({ acts }) => acts.latchkey.offboarding.removeDomain({ customerId: 'acme', domainId: 'main' }),
	],
])(
	'case 14: a key works nowhere, nor what it earned, within a second of when %s',
	async (_, leavesOthers, takeAway) => {
		const pair = await startPair();
		const { acts, checks, clock } = pair;
		const { json } = await acts.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
		const clientId = String(json['clientId']);
		const path = `${PATH}/${clientId}`;
		const [key, other] = [signingKey(), signingKey('EdDSA')];
		await acts.call('admin', 'PATCH', path, { body: { jwks: { keys: [key.jwk, other.jwk] } } });
		const earn = async (by: SigningKey): Promise<string> => {
			const now = Math.floor(clock.now() / 1000);
			const body = grantForm(await signAssertion(by, clientId, { claims: { iat: now, exp: now + 60 } }));
			return String(
				(await checks.call(undefined, 'POST', '/oauth2/token', { headers: FORM, body })).json['access_token'],
			);
		};
		expect(await openDoors(pair, clientId, key, await earn(key))).toEqual(ALL);
		const token = await earn(key);
		const others = await earn(other);
		await takeAway(pair, path, other);
		clock.advance(1001);
		expect(await openDoors(pair, clientId, key, token)).toEqual([]);
		expect(await openDoors(pair, clientId, other, others)).toEqual(leavesOthers ? ALL : []);
	},
);
