import type { IncomingMessage } from 'node:http';
import { manualClock } from '@latchkey/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, startHost, type TestHost } from './support/host.ts';

const PATH = '/v1/domains/acme-phones/client-applications';
const USER = 'super@acme';
const OFFICE = '198.51.100.7';
const ELSEWHERE = '203.0.113.9';

/** Who calls, as the proxy in front of this host would tell it. */
const clientAddress = ({ headers }: IncomingMessage): string | undefined => headers['x-test-address']?.toString();
const from = (address: string | undefined): Record<string, string> =>
	address === undefined ? {} : { 'x-test-address': address };

const clock = manualClock();
let host: TestHost;
beforeAll(async () => {
	host = await startHost({ ports: { clock }, clientAddress });
});
afterAll(() => host.close());

const askToken = ({ oauthCredentials }: Credentials, address: string | undefined) =>
	host.request<{ access_token: string; expires_in: number; error: string }>('POST', '/v1/oauth2/tokens', {
		headers: { authorization: `Basic ${oauthCredentials}`, ...from(address) },
	});
const callWith = async (token: string, address: string | undefined, path = '/v1/devices'): Promise<number> => {
	const headers = { authorization: `Bearer ${token}`, ...from(address) };
	return (await host.request('GET', path, { headers })).status;
};
const change = (clientId: string, body: object) =>
	host.request<Record<string, unknown>>('PATCH', `${PATH}/${clientId}`, { user: USER, body });

describe('allowed source addresses', () => {
	it('hold at the token door, at the platform’s API and where an integration manages itself', async () => {
		const credentials = await host.add(USER, 'acme-phones', { allowedAddresses: ['198.51.100.0/24', '2001:DB8::/32'] });
		const { status, body } = await askToken(credentials, OFFICE);
		expect(status).toBe(200);
		const token = body.access_token;
		for (const address of [OFFICE, `::ffff:${OFFICE}`, '2001:db8:0:1::5']) {
			expect([address, (await askToken(credentials, address)).status]).toEqual([address, 200]);
			expect([address, await callWith(token, address)]).toEqual([address, 200]);
			expect([address, await callWith(token, address, '/v1/client-applications/self')]).toEqual([address, 200]);
		}
		for (const address of [ELSEWHERE, '2001:db9::1', 'nonsense', undefined]) {
			const refused = await askToken(credentials, address);
			expect([address, refused.status, refused.body.error]).toEqual([address, 401, 'invalid_client']);
			expect([address, await callWith(token, address)]).toEqual([address, 401]);
			expect([address, await callWith(token, address, '/v1/client-applications/self')]).toEqual([address, 401]);
			const headers = { authorization: `Basic ${credentials.oauthCredentials}`, ...from(address) };
			const minting = await host.request('POST', '/v1/client-applications/self/secrets', { headers, body: {} });
			expect([address, minting.status]).toEqual([address, 401]);
		}
	});

	it('change for the tokens that are out, as well as for new ones', async () => {
		const credentials = await host.add(USER, 'acme-phones');
		const token = (await askToken(credentials, ELSEWHERE)).body.access_token;
		const { body } = await change(credentials.clientId, { allowedAddresses: [`::ffff:${OFFICE}`, OFFICE] });
		expect(body['allowedAddresses']).toEqual([`${OFFICE}/32`]);
		expect([await callWith(token, ELSEWHERE), await callWith(token, OFFICE)]).toEqual([401, 200]);
		const bound = (await askToken(credentials, OFFICE)).body.access_token;
		await change(credentials.clientId, { allowedAddresses: [] });
		expect(await Promise.all([token, bound].map((any) => callWith(any, ELSEWHERE)))).toEqual([200, 200]);
	});

	it('are told to a resource server that asks about a token, as they are now', async () => {
		const credentials = await host.add(USER, 'acme-phones', { allowedAddresses: [OFFICE] });
		const token = (await askToken(credentials, OFFICE)).body.access_token;
		const told = async (): Promise<unknown> => {
			const { body } = await host.request<Record<string, unknown>>('POST', '/oauth2/introspect', {
				headers: {
					authorization: `Basic ${credentials.oauthCredentials}`,
					'content-type': 'application/x-www-form-urlencoded',
					...from(OFFICE),
				},
				body: new URLSearchParams({ token }).toString(),
			});
			expect(body['active']).toBe(true);
			return body['allowed_addresses'];
		};
		expect(await told()).toEqual([`${OFFICE}/32`]);
		await change(credentials.clientId, { allowedAddresses: [OFFICE, ELSEWHERE] });
		expect(await told()).toEqual([`${OFFICE}/32`, `${ELSEWHERE}/32`].sort());
	});

	it('are part of what an edit must not lose', async () => {
		const { clientId } = await host.add(USER, 'acme-phones');
		const read = await host.request('GET', `${PATH}/${clientId}`, { user: USER });
		await change(clientId, { allowedAddresses: [OFFICE] });
		const headers = { 'if-match': read.headers.get('etag') ?? '' };
		const late = await host.request('PATCH', `${PATH}/${clientId}`, { user: USER, headers, body: { name: 'Late' } });
		expect(late.status).toBe(412);
	});

	it.each([
		['a host name', ['example.com']],
		['bits beyond the length', ['198.51.100.7/24']],
		['no list', OFFICE],
		['too many', Array.from({ length: 51 }, (_, index) => `198.51.100.${index}`)],
	])('are refused where they are %s, and nothing is changed', async (_, allowedAddresses) => {
		const { clientId } = await host.add(USER, 'acme-phones', { allowedAddresses: [OFFICE] });
		expect((await change(clientId, { name: 'New', allowedAddresses })).status).toBe(400);
		const { body } = await host.request('GET', `${PATH}/${clientId}`, { user: USER });
		expect(body).toMatchObject({ name: 'EMM', allowedAddresses: [`${OFFICE}/32`] });
	});
});

describe('the life of tokens', () => {
	it('may be an application’s own, within the bounds of the host', async () => {
		const credentials = await host.add(USER, 'acme-phones', { tokenLifetime: 60 });
		const short = (await askToken(credentials, OFFICE)).body;
		expect(short.expires_in).toBe(60);
		clock.advance(59_000);
		expect(await callWith(short.access_token, OFFICE)).toBe(200);
		clock.advance(1000);
		expect(await callWith(short.access_token, OFFICE)).toBe(401);
		expect((await change(credentials.clientId, { tokenLifetime: 86_400 })).body['tokenLifetime']).toBe(86_400);
		expect((await askToken(credentials, OFFICE)).body.expires_in).toBe(86_400);
		expect((await change(credentials.clientId, { tokenLifetime: null })).body['tokenLifetime']).toBeNull();
		expect((await askToken(credentials, OFFICE)).body.expires_in).toBe(3600);
		for (const tokenLifetime of [59, 86_401, 60.5, '60']) {
			expect((await change(credentials.clientId, { tokenLifetime })).status).toBe(400);
		}
	});
});
