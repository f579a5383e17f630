import { type Actor, type ClientSecret, type Store, StoreUnavailableError } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { manualClock } from '@latchkey/testing';
import express from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
	type EmbeddedHost,
	type EmbeddedHostOptions,
	PRIVILEGES,
	startEmbeddedHost,
	tokenOf,
} from './support/embedded-host.ts';
import { type Find, LEAKS_PATH, scanner } from './support/scanner.ts';

const APPLICATIONS = '/v1/domains/main/client-applications';
const POLICY = '/v1/domains/main/policy';
const tenant = { customerId: 'acme', domainId: 'main' };
const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const github = scanner();

interface Added {
	readonly clientId: string;
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

async function start(options: Partial<EmbeddedHostOptions> = {}): Promise<EmbeddedHost> {
	const leakReportKeys = { [github.keyIdentifier]: github.publicKey };
	const host = await startEmbeddedHost({ actors: { admin }, leakReportKeys, ...options });
	onTestFinished(() => host.close());
	return host;
}

async function add(host: EmbeddedHost): Promise<Added> {
	const { json } = await host.call('admin', 'POST', APPLICATIONS, {
		body: { name: 'EMM', privileges: ['devices:read'] },
	});
	return json['credentials'] as Added;
}

const labelsOf = ({ json }: { readonly json: unknown }): string[] =>
	(json as { label: string }[]).map(({ label }) => label);

async function opens(host: EmbeddedHost, token: unknown): Promise<boolean> {
	const headers = { authorization: `Bearer ${String(token)}` };
	return (await host.call(undefined, 'GET', '/api/devices:read', { headers })).status === 200;
}

const stateOf = async (host: EmbeddedHost, { clientId }: Added): Promise<string> =>
	JSON.stringify(await host.store.applications.find(tenant, clientId));

const typesOf = (host: EmbeddedHost, clientId: string): string[] =>
	host.events.filter((event) => event.clientId === clientId).map(({ type }) => type);

describe('a signed report of leaked secrets', () => {
	it.each([
		['the secret itself', ({ clientSecret }: Added) => clientSecret],
		['OAuth Credentials', ({ oauthCredentials }: Added) => oauthCredentials],
		['a whole Authorization header', ({ oauthCredentials }: Added) => `Authorization: Basic ${oauthCredentials}`],
		['Client ID and secret', ({ clientId, clientSecret }: Added) => `${clientId}:${clientSecret}`],
		['a line of a program', ({ clientSecret }: Added) => `const secret = "${clientSecret}";`],
		[
			'OAuth Credentials without padding, in URLs',
			({ oauthCredentials }: Added) => oauthCredentials.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
		],
		['OAuth Credentials without their first characters', ({ oauthCredentials }: Added) => oauthCredentials.slice(5)],
	])('revokes what is found as %s, with the tokens that it earned, and nothing else', async (_, found) => {
		const host = await start();
		const [leaked, other] = [await add(host), await add(host)];
		const token = (await tokenOf(host, leaked.oauthCredentials)).json['access_token'];
		const othersToken = (await tokenOf(host, other.oauthCredentials)).json['access_token'];
		const answer = await github.report(host, [{ token: found(leaked), type: 'latchkey' }]);
		expect(answer.json).toEqual([{ token_raw: found(leaked), token_type: 'latchkey', label: 'true_positive' }]);
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect((await tokenOf(host, leaked.oauthCredentials)).status).toBe(401);
		expect([await opens(host, token), await opens(host, othersToken)]).toEqual([false, true]);
		expect((await tokenOf(host, other.oauthCredentials)).status).toBe(200);
	});

	it('tells the owner by an event where it was found, before the one that it was revoked', async () => {
		const host = await start();
		const leaked = await add(host);
		await github.report(host, [{ token: leaked.clientSecret, url: 'https://code.example/a', source: 'commit' }]);
		await expect.poll(() => typesOf(host, leaked.clientId)).toContain('client_secret.revoked');
		expect(typesOf(host, leaked.clientId).slice(-2)).toEqual(['client_secret.leaked', 'client_secret.revoked']);
		const [told, revoked] = host.events.slice(-2);
		expect(told?.data).toMatchObject({ url: 'https://code.example/a', source: 'commit', revoked: true });
		expect(revoked?.data).toMatchObject({ leaked: true });
	});

	it('revokes what was given to who held the leaked secret', async () => {
		const host = await start();
		const leaked = await add(host);
		const headers = { authorization: `Basic ${leaked.oauthCredentials}` };
		const rotated = await host.call(undefined, 'POST', '/v1/client-applications/self/secrets', { body: {}, headers });
		const successor = rotated.json['credentials'] as Added;
		expect((await tokenOf(host, successor.oauthCredentials)).status).toBe(200);
		await github.report(host, [{ token: leaked.clientSecret }]);
		expect((await tokenOf(host, successor.oauthCredentials)).status).toBe(401);
	});

	it('finds a secret that was rotated away too: its tokens die, and what was given to who held it, once', async () => {
		const clock = manualClock(Date.now());
		const host = await start({ clock });
		const [leaked, other] = [await add(host), await add(host)];
		const token = (await tokenOf(host, leaked.oauthCredentials)).json['access_token'];
		const headers = { authorization: `Basic ${leaked.oauthCredentials}` };
		const rotated = await host.call(undefined, 'POST', '/v1/client-applications/self/secrets', { body: {}, headers });
		const successor = rotated.json['credentials'] as Added;
		const successorsToken = (await tokenOf(host, successor.oauthCredentials)).json['access_token'];
		const othersToken = (await tokenOf(host, other.oauthCredentials)).json['access_token'];
		await host.call('admin', 'POST', `${APPLICATIONS}/${leaked.clientId}/rotation/complete`, { body: {} });
		expect((await tokenOf(host, leaked.oauthCredentials)).status, 'it has ended').toBe(401);
		const all = [token, successorsToken, othersToken];
		expect(await Promise.all(all.map((one) => opens(host, one)))).toEqual([true, true, true]);
		expect(labelsOf(await github.report(host, [{ token: leaked.clientSecret }]))).toEqual(['true_positive']);
		expect(await Promise.all(all.map((one) => opens(host, one)))).toEqual([false, false, true]);
		expect((await tokenOf(host, successor.oauthCredentials)).status).toBe(401);
		const before = await stateOf(host, leaked);
		expect(labelsOf(await github.report(host, [{ token: leaked.clientSecret }]))).toEqual(['false_positive']);
		expect(await stateOf(host, leaked)).toBe(before);
		await expect
			.poll(() => typesOf(host, leaked.clientId).slice(-2))
			.toEqual(['client_secret.leaked', 'client_secret.revoked']);
	});

	it('finds a secret that has ended for as long as anything of it may live, and no longer', async () => {
		const clock = manualClock(Date.now());
		const host = await start({ clock });
		const ended = await add(host);
		const path = `${APPLICATIONS}/${ended.clientId}`;
		await host.call('admin', 'POST', `${path}/secrets`, { body: { overlap: 0 } });
		clock.advance(86_400_000);
		const found = await host.store.applications.find(tenant, ended.clientId);
		const [remembered] = found?.endedSecrets ?? [];
		expect(remembered).toMatchObject({ fingerprint: expect.any(String), leakedAt: null, ancestors: [] });
		expect(JSON.stringify(remembered)).not.toContain('sealed');
		clock.advance(2 * 86_400_000);
		await host.call('admin', 'PATCH', path, { body: { name: 'Renamed' } });
		expect((await host.store.applications.find(tenant, ended.clientId))?.endedSecrets).toEqual([]);
		expect(labelsOf(await github.report(host, [{ token: ended.clientSecret }]))).toEqual(['false_positive']);
	});

	it('is answered for each find in its order: what is none of ours, or mistyped, is a false positive', async () => {
		const host = await start();
		const elsewhere = await add(await start());
		const [one, two] = [await add(host), await add(host)];
		const mistyped = `${two.clientSecret.slice(0, -1)}${two.clientSecret.endsWith('a') ? 'b' : 'a'}`;
		const tokens = [elsewhere.clientSecret, one.clientSecret, mistyped, 'x', one.oauthCredentials, two.clientId];
		const answer = await github.report(
			host,
			tokens.map((token) => ({ token })),
		);
		expect(labelsOf(answer)).toEqual([
			'false_positive',
			'true_positive',
			'false_positive',
			'false_positive',
			'true_positive',
			'false_positive',
		]);
		expect((await tokenOf(host, two.oauthCredentials)).status).toBe(200);
		expect(labelsOf(await github.report(host, []))).toEqual([]);
	});

	it('changes nothing when it comes again', async () => {
		const host = await start();
		const leaked = await add(host);
		await github.report(host, [{ token: leaked.clientSecret }]);
		const before = await stateOf(host, leaked);
		expect(labelsOf(await github.report(host, [{ token: leaked.clientSecret }]))).toEqual(['false_positive']);
		expect(await stateOf(host, leaked)).toBe(before);
	});

	it('only tells where the policy says so, and tells once', async () => {
		const host = await start();
		await host.call('admin', 'PUT', POLICY, { body: { showOnce: false, onLeak: 'notify' } });
		const leaked = await add(host);
		const [first, second] = [
			await github.report(host, [{ token: leaked.clientSecret }]),
			await github.report(host, [{ token: leaked.oauthCredentials }]),
		];
		expect([...labelsOf(first), ...labelsOf(second)]).toEqual(['true_positive', 'true_positive']);
		expect((await tokenOf(host, leaked.oauthCredentials)).status).toBe(200);
		await expect.poll(() => typesOf(host, leaked.clientId)).toContain('client_secret.leaked');
		expect(typesOf(host, leaked.clientId).filter((type) => type === 'client_secret.leaked')).toHaveLength(1);
		const { json } = await host.call('admin', 'GET', `${APPLICATIONS}/${leaked.clientId}/secrets`);
		expect(json['items']).toMatchObject([{ leakedAt: expect.stringMatching(/^20\d\d-/) }]);
	});

	it('revokes whatever the policy says where the host has it so', async () => {
		const host = await start({ policyFloor: { onLeak: 'revoke' } });
		const refused = await host.call('admin', 'PUT', POLICY, { body: { showOnce: false, onLeak: 'notify' } });
		expect(refused.status).toBe(400);
		const lax = await sqliteStore({ file: ':memory:' });
		const stored: Store = {
			...lax,
			policies: {
				...lax.policies,
				async find(of) {
					const found = await lax.policies.find(of);
					return found === undefined ? undefined : { ...found, rules: { ...found.rules, onLeak: 'notify' } };
				},
			},
		};
		const later = await start({ policyFloor: { onLeak: 'revoke' }, store: stored });
		const leaked = await add(later);
		await github.report(later, [{ token: leaked.clientSecret }]);
		expect((await tokenOf(later, leaked.oauthCredentials)).status).toBe(401);
	});

	it('is done as far as it can be where the store fails for some of it, and the rest when it comes again', async () => {
		const store = await sqliteStore({ file: ':memory:' });
		let failing = '';
		const { applications } = store;
		const failsFor: Store = {
			...store,
			applications: {
				...applications,
				async update(of, clientId, ...rest) {
					if (clientId === failing) throw new StoreUnavailableError('away');
					return applications.update(of, clientId, ...rest);
				},
			},
		};
		const host = await start({ store: failsFor });
		const [one, two] = [await add(host), await add(host)];
		failing = one.clientId;
		const finds = [{ token: one.clientSecret }, { token: two.clientSecret }];
		expect((await github.report(host, finds)).status).toBe(503);
		expect((await tokenOf(host, two.oauthCredentials)).status).toBe(401);
		failing = '';
		expect(labelsOf(await github.report(host, finds))).toEqual(['true_positive', 'false_positive']);
	});

	it('puts no secret into an event, a log or the database, not from its URL either', async () => {
		const host = await start();
		const leaked = await add(host);
		const url = `https://code.example/${leaked.clientSecret}?q=${leaked.oauthCredentials}`;
		await github.report(host, [{ token: leaked.clientSecret, url, source: leaked.oauthCredentials }]);
		await expect.poll(() => typesOf(host, leaked.clientId)).toContain('client_secret.leaked');
		const everything = JSON.stringify([host.events, host.logger.lines, await stateOf(host, leaked)]);
		expect(everything).toContain('a leaked secret was reported');
		expect(everything).not.toContain(leaked.clientSecret);
		expect(everything).not.toContain(leaked.oauthCredentials.slice(0, 60));
	});

	it('revokes nothing by a fingerprint that was put into the row of another application', async () => {
		const host = await start();
		const [leaked, victim] = [await add(host), await add(host)];
		const read = async ({ clientId }: Added) => {
			const found = await host.store.applications.find(tenant, clientId);
			if (found === undefined) throw new Error('it is not there');
			return found;
		};
		const fingerprint = (await read(leaked)).secrets[0]?.fingerprint ?? null;
		const planted = (await read(victim)).secrets.map((secret): ClientSecret => ({ ...secret, fingerprint }));
		await host.store.applications.update(tenant, leaked.clientId, 1, { secrets: [] }, []);
		await host.store.applications.update(tenant, victim.clientId, 1, { secrets: planted }, []);
		expect(labelsOf(await github.report(host, [{ token: leaked.clientSecret }]))).toEqual(['false_positive']);
		expect((await tokenOf(host, victim.oauthCredentials)).status).toBe(200);
	});
});

describe('a report that is not signed as it must be', () => {
	const otherKey = scanner();
	const otherCurve = scanner('P-384');

	it.each<[string, (body: string) => Record<string, string>]>([
		['nothing', () => ({})],
		['no signature', (body) => ({ ...github.headersFor(body), 'github-public-key-signature': '' })],
		['no key identifier', (body) => ({ ...github.headersFor(body), 'github-public-key-identifier': '' })],
		['an unknown key identifier', (body) => ({ ...github.headersFor(body), 'github-public-key-identifier': 'other' })],
		[
			'a name that every object has',
			(body) => ({
				...github.headersFor(body),
				'github-public-key-identifier': 'constructor',
			}),
		],
		['another key under this identifier', otherKey.headersFor],
		['a key of another curve', otherCurve.headersFor],
		['the signature of another body', (body) => github.headersFor(`${body} `)],
		['no base64', (body) => ({ ...github.headersFor(body), 'github-public-key-signature': 'not a signature' })],
		[
			'a megabyte of signature',
			(body) => ({
				...github.headersFor(body),
				'github-public-key-signature': 'A'.repeat(10_000),
			}),
		],
	])('with %s: is refused, does nothing and learns nothing', async (_, headersFor) => {
		const host = await start();
		const leaked = await add(host);
		const before = await stateOf(host, leaked);
		const report = async (token: string) => {
			const body = JSON.stringify([{ token, type: 'latchkey', url: '', source: 'content' }]);
			const headers = { 'content-type': 'application/json', 'x-request-id': 'same', ...headersFor(body) };
			return host.call(undefined, 'POST', LEAKS_PATH, { body, headers });
		};
		const [real, invented] = [await report(leaked.clientSecret), await report('x')];
		expect(real.status).toBe(403);
		expect(real.text).toBe(invented.text);
		expect((await host.call(undefined, 'POST', LEAKS_PATH, { body: '[', headers: headersFor('x') })).text).toContain(
			'untrusted-report',
		);
		expect(await stateOf(host, leaked)).toBe(before);
	});

	it('is every report where the host trusts no key', async () => {
		const host = await start({ leakReportKeys: {} });
		expect((await github.report(host, [])).status).toBe(403);
	});
});

describe('the door for reports', () => {
	it('asks a function of the host for the key', async () => {
		const asked: string[] = [];
		const host = await start({
			leakReportKeys: async (keyIdentifier) => {
				asked.push(keyIdentifier);
				return keyIdentifier === github.keyIdentifier ? github.publicKey : undefined;
			},
		});
		const leaked = await add(host);
		expect(labelsOf(await github.report(host, [{ token: leaked.clientSecret }]))).toEqual(['true_positive']);
		expect(asked).toEqual([github.keyIdentifier]);
	});

	it('takes no keys that could not verify', async () => {
		const { keyIdentifier, publicKey } = scanner('P-384');
		await expect(start({ leakReportKeys: { [keyIdentifier]: publicKey } })).rejects.toThrow(TypeError);
	});

	it.each<[string, unknown, number]>([
		['no JSON', '[{', 400],
		['no list', '{"token":"x","type":"y"}', 400],
		['a find without a token', '[{"type":"y"}]', 400],
		['more finds than are taken', JSON.stringify(new Array(1001).fill({ token: 'x', type: 'y' })), 400],
		['more bytes than are taken', `[${' '.repeat(1_048_576)}]`, 413],
	])('refuses a signed report of %s', async (_, body, status) => {
		const host = await start();
		const headers = github.headersFor(String(body));
		expect((await host.call(undefined, 'POST', LEAKS_PATH, { body, headers })).status).toBe(status);
	});

	it('takes a report with members that nobody knows yet', async () => {
		const host = await start();
		const leaked = await add(host);
		const find = { token: leaked.clientSecret, confidence: 0.9 } as Find;
		expect(labelsOf(await github.report(host, [find]))).toEqual(['true_positive']);
	});

	it('takes nothing but POST', async () => {
		const host = await start();
		const answer = await host.call(undefined, 'GET', LEAKS_PATH);
		expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
	});

	it('needs the bytes as they came: kept by a parser in front, or it says so in the log', async () => {
		const keeping = await start({
			mount: (app) =>
				app.use(express.json({ verify: (request, _, bytes) => void Object.assign(request, { rawBody: bytes }) })),
		});
		const leaked = await add(keeping);
		expect(labelsOf(await github.report(keeping, [{ token: leaked.clientSecret }]))).toEqual(['true_positive']);
		const losing = await start({ mount: (app) => app.use(express.json()) });
		expect((await github.report(losing, [{ token: 'x' }])).status).toBe(500);
		expect(JSON.stringify(losing.logger.lines)).toContain('rawBody');
	});
});
