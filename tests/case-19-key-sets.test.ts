import type { Actor } from '@latchkey/core';
import { guardedOutbound } from '@latchkey/outbound';
import { manualClock } from '@latchkey/testing';
import { expect, it, onTestFinished } from 'vitest';
import { canary } from '../packages/outbound/test/canary.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { loopbackOutbound } from './support/loopback-outbound.ts';
import { patientServer } from './support/patient-server.ts';
import { FORM, grantForm, type SigningKey, signAssertion, signingKey } from './support/signing-client.ts';

const actors: Record<string, Actor> = {
	admin: {
		userId: 'admin',
		customerId: 'acme',
		domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
	},
};
const PATH = '/v1/domains/main/client-applications';
const ADDRESSES = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '0', '[::1]', '[::]'];
const DISGUISED = ['[::ffff:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', 'localhost', 'rebound.example'];
const throttle = { failed: async () => 0 };

async function add(host: EmbeddedHost): Promise<string> {
	const { json } = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	return String(json['clientId']);
}

const publishAt = (host: EmbeddedHost, clientId: string, jwksUri: string | null) =>
	host.call('admin', 'PATCH', `${PATH}/${clientId}`, { body: { jwksUri } });

async function ask(host: EmbeddedHost, clientId: string, key: SigningKey, claims = {}) {
	const body = grantForm(await signAssertion(key, clientId, { claims }));
	return host.call(undefined, 'POST', '/oauth2/token', { headers: FORM, body });
}

it('case 19: no URL of keys leads into the host’s own network: not by address, by redirect or by name', async () => {
	const watching = await canary();
	onTestFinished(watching.close);
	// It answers a public address to who asks first, and this machine's to who asks again.
	let asked = 0;
	const lookUp = async (): Promise<string[]> => (asked++ % 2 === 0 ? ['::ffff:127.0.0.1'] : ['127.0.0.1']);
	const outbound = guardedOutbound({ ports: 'any', lookUp });
	onTestFinished(outbound.close);
	const host = await startEmbeddedHost({ actors, throttle, outbound });
	onTestFinished(() => host.close());
	const texts = new Set<string>();
	for (const name of [...ADDRESSES, ...DISGUISED]) {
		for (const scheme of ['https', 'http']) {
			const clientId = await add(host);
			const { status } = await publishAt(host, clientId, `${scheme}://${name}:${watching.port}/keys`);
			expect(status).toBe(200);
			const refused = await ask(host, clientId, signingKey());
			expect(refused.status).toBe(401);
			texts.add(refused.text);
		}
	}
	const clientId = await add(host);
	for (const uri of ['file:///etc/passwd', `https://ada:secret@127.0.0.1:${watching.port}/`, 'ftp://127.0.0.1/']) {
		expect((await publishAt(host, clientId, uri)).status, uri).toBe(400);
	}
	expect(texts, 'nobody learns what is there').toHaveProperty('size', 1);
	expect(asked).toBeGreaterThan(0);
	expect(watching.connections).toBe(0);
}, 120_000);

/** A server of the integration's, which publishes what it is told to. */
async function publisher() {
	const world = { keys: [] as SigningKey[], redirectTo: undefined as string | undefined, requests: 0 };
	const server = patientServer((_request, response) => {
		world.requests += 1;
		if (world.redirectTo !== undefined) {
			response.writeHead(302, { location: world.redirectTo }).end();
			return;
		}
		const headers = { 'content-type': 'text/plain', 'cache-control': 'max-age=120' };
		response.writeHead(200, headers).end(JSON.stringify({ keys: world.keys.map(({ jwk }) => jwk) }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('it listens on no port');
	return { world, uri: `http://127.0.0.1:${address.port}/keys?account=7` };
}

async function startWithOutbound() {
	const outbound = loopbackOutbound();
	onTestFinished(outbound.close);
	const clock = manualClock(Date.now());
	const host = await startEmbeddedHost({ actors, throttle, outbound, clock });
	onTestFinished(() => host.close());
	return { host, clock };
}

it('case 19: a redirect is followed nowhere', async () => {
	const watching = await canary();
	onTestFinished(watching.close);
	const { world, uri } = await publisher();
	const { host } = await startWithOutbound();
	world.redirectTo = `http://127.0.0.1:${watching.port}/keys`;
	const clientId = await add(host);
	await publishAt(host, clientId, uri);
	expect((await ask(host, clientId, signingKey())).status).toBe(401);
	expect([world.requests, watching.connections]).toEqual([1, 0]);
});

it('keys that are published earn tokens, come and go as they are published, and go together when the URL does', async () => {
	const { world, uri } = await publisher();
	const { host, clock } = await startWithOutbound();
	const clientId = await add(host);
	const [one, two] = [signingKey('ES256'), signingKey('EdDSA')];
	world.keys = [one];
	const { json } = await publishAt(host, clientId, uri);
	expect(json).toMatchObject({ jwksUri: uri, publicKeys: [] });
	const earn = async (key: SigningKey) => {
		const now = Math.floor(clock.now() / 1000);
		return ask(host, clientId, key, { iat: now, exp: now + 60 });
	};
	const earned = await earn(one);
	expect(earned.status).toBe(200);
	expect((await earn(two)).status).toBe(401);
	expect(world.requests).toBe(1);
	world.keys = [two];
	clock.advance(60_000);
	expect((await earn(two)).status, 'a new key is looked for, once a minute').toBe(200);
	expect((await earn(one)).status, 'what is published no more is no good').toBe(401);
	expect(world.requests).toBe(2);
	const bearer = { authorization: `Bearer ${String(earned.json['access_token'])}` };
	const self = () => host.call(undefined, 'GET', '/v1/client-applications/self', { headers: bearer });
	expect((await self()).status, 'a rotation leaves tokens alone').toBe(200);
	await publishAt(host, clientId, null);
	expect((await self()).status).toBe(401);
	expect((await earn(two)).status).toBe(401);
	expect(JSON.stringify(host.events)).not.toContain('account=7');
});
