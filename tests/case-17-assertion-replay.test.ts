import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { isMongo, sharedPlace } from './support/place.ts';
import type { PlainAnswer, PlainClient } from './support/plain-client.ts';
import { type RacingHost, startRacingHost } from './support/racing-pair.ts';
import { FORM, grantForm, signAssertion, signingKey } from './support/signing-client.ts';
import { runs } from './support/soak.ts';

const PATH = '/v1/domains/main/client-applications';
const AS_USER = { 'x-user': 'user-0' };
const TRIES = 100;

interface Body {
	readonly error?: string;
	readonly error_description?: string;
	readonly access_token?: string;
	readonly clientId: string;
}

async function clientWithKey(client: PlainClient) {
	const added = await client.send<Body>('POST', PATH, { headers: AS_USER, body: { name: 'EMM' } });
	const { clientId } = added.body;
	const key = signingKey();
	const body = { privileges: ['devices:read'], jwks: { keys: [key.jwk] } };
	expect((await client.send('PATCH', `${PATH}/${clientId}`, { headers: AS_USER, body })).status).toBe(200);
	return { clientId, key };
}

const present = ({ client }: RacingHost, assertion: string): Promise<PlainAnswer<Body>> =>
	client.send<Body>('POST', '/oauth2/token', { headers: FORM, body: grantForm(assertion) });

it('case 17: one assertion a hundred times, at two processes that are killed and started between, earns one token', async () => {
	const place = sharedPlace();
	const start = () => startRacingHost(place, { key: randomKey, users: 1 });
	const randomKey = randomBytes(32).toString('base64');
	let pair = [await start(), await start()] as const;
	const { clientId, key } = await clientWithKey(pair[0].client);
	for (let round = 0; round < runs(isMongo() ? 1 : 3); round++) {
		const assertion = await signAssertion(key, clientId, {
			claims: { exp: Math.floor(Date.now() / 1000) + 300 },
		});
		const answers: PlainAnswer<Body>[] = [];
		const presentHalf = async (): Promise<void> => {
			const half = Array.from({ length: TRIES / 2 }, (_, index) => present(pair[index % 2 === 0 ? 0 : 1], assertion));
			answers.push(...(await Promise.all(half)));
		};
		await presentHalf();
		await Promise.all(pair.map((host) => host.kill()));
		pair = [await start(), await start()];
		await presentHalf();
		expect(answers).toHaveLength(TRIES);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		const refused = answers.filter(({ status }) => status !== 200);
		expect(new Set(refused.map(({ status, body }) => `${status} ${body.error_description}`))).toEqual(
			new Set(['401 the client assertion was used before']),
		);
	}
	const fresh = await signAssertion(key, clientId);
	expect((await present(pair[1], fresh)).status, 'another one is as good as the first').toBe(200);
});

it('case 17: the same jti serves once more in another application, and not in another assertion of its own', async () => {
	const place = sharedPlace();
	const host = await startRacingHost(place, { key: randomBytes(32).toString('base64'), users: 1 });
	const [one, two] = [await clientWithKey(host.client), await clientWithKey(host.client)];
	const claims = { jti: 'chosen' };
	expect((await present(host, await signAssertion(one.key, one.clientId, { claims }))).status).toBe(200);
	expect((await present(host, await signAssertion(two.key, two.clientId, { claims }))).status).toBe(200);
	const later = { ...claims, exp: Math.floor(Date.now() / 1000) + 200 };
	expect((await present(host, await signAssertion(one.key, one.clientId, { claims: later }))).status).toBe(401);
});
