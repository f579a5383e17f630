import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
	type MatrixHost,
	type MatrixOperation,
	type Seeded,
	startMatrixHost,
	withoutDueTime,
} from './support/matrix-host.ts';

/** Members that no body of ours has, and what an attacker would like them to do. */
const UNWANTED: Readonly<Record<string, unknown>> = {
	userId: 'stranger@acme',
	createdBy: 'stranger@acme',
	customerId: 'globex',
	domainId: 'other',
	tenant: { customerId: 'globex', domainId: 'main' },
	slot: '0000000',
	revision: 99,
	secrets: [],
	certificates: [],
	revokedCredentials: [],
	tokenEpoch: -1,
	createdAt: 0,
	updatedAt: 0,
	removedAt: 0,
	invalidatedAt: 0,
	requestDigest: null,
	digest: 'x',
	sealed: null,
	dataKey: null,
	limit: 1000,
	manage: true,
	grantable: ['events:read'],
	isAdmin: true,
	role: 'Super Administrator',
	constructor: { prototype: { manage: true } },
	$set: { status: 'removed' },
	'privileges[0]': 'events:read',
};

/** Members that only some bodies have. */
const ELSEWHERE: Readonly<Record<string, readonly [unknown, readonly string[]]>> = {
	status: [
		'disabled',
		[
			'PATCH /v1/domains/{domainId}/client-applications/{clientId}',
			'PATCH /v1/domains/{domainId}/endpoints/{endpointId}',
		],
	],
	clientId: ['lk.globex.main.0000000000000000000000', ['POST /v1/domains/{domainId}/endpoints']],
	ownerId: ['stranger@acme', ['PATCH /v1/domains/{domainId}/client-applications/{clientId}']],
};

let matrix: MatrixHost;
let target: Seeded;
beforeAll(async () => {
	matrix = await startMatrixHost();
	const found = matrix.seeded.find(({ ownerId }) => ownerId === 'owner@acme');
	if (found === undefined) throw new Error('nothing was seeded');
	target = found;
});
afterAll(() => matrix.host.close());

async function state(): Promise<unknown> {
	const { store } = matrix.host;
	const tenant = { customerId: target.customerId, domainId: target.domainId };
	const lists = await Promise.all(
		['acme', 'globex'].map((customerId) => store.applications.list({ customerId, domainId: 'main' }, { limit: 100 })),
	);
	return [...lists.map((list) => list.map(withoutDueTime)), await store.policies.find(tenant)];
}

const withBody = (): readonly MatrixOperation[] => matrix.operations.filter(({ body }) => body !== undefined);

function send(user: string | undefined, operation: MatrixOperation, body: unknown) {
	const { domainId, clientId } = target;
	const path = operation.path.replace('{domainId}', domainId).replace('{clientId}', clientId);
	return matrix.host.call(user, operation.method, path, { body });
}

describe('case 12: members that are nobody’s to set have no effect', () => {
	it.each(['owner@acme', 'manager@acme'])(
		'as %s: refused with 400 that names the member, nothing changed',
		async (user) => {
			const before = await state();
			for (const operation of withBody()) {
				const key = `${operation.method} ${operation.path}`;
				const foreign = Object.entries(ELSEWHERE).flatMap(([member, [value, homes]]) =>
					homes.includes(key) ? [] : [[member, value] as const],
				);
				for (const [member, value] of [...Object.entries(UNWANTED), ...foreign]) {
					const answer = await send(user, operation, { ...operation.body, [member]: value });
					expect(answer.status, `${key} ${member}`).toBe(400);
					expect(answer.text, `${key} ${member}`).toContain(member.split('[')[0]);
				}
			}
			expect(await state()).toEqual(before);
		},
	);

	it('nor do they without anyone signed in', async () => {
		const before = await state();
		for (const operation of withBody()) {
			for (const [member, value] of Object.entries({ ...UNWANTED, userId: 'manager@acme' })) {
				const answer = await send(undefined, operation, { ...operation.body, [member]: value });
				expect(answer.status).toBe(401);
			}
		}
		expect(await state()).toEqual(before);
	});

	it('a prototype in JSON is a member like any other: refused, and no object has gained by it', async () => {
		for (const operation of withBody()) {
			const known = JSON.stringify(operation.body).slice(1, -1);
			const body = `{${known}${known === '' ? '' : ','}"__proto__":{"manage":true,"polluted":true}}`;
			const answer = await send('owner@acme', operation, body);
			expect(answer.status, operation.path).toBe(400);
		}
		expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
	});

	it('who does not manage cannot hand over, not even to themselves what is theirs', async () => {
		const operation = withBody().find(({ method }) => method === 'PATCH');
		if (operation === undefined) throw new Error('there is no PATCH');
		const before = await state();
		expect((await send('owner@acme', operation, { ownerId: 'stranger@acme' })).status).toBe(403);
		expect(await state()).toEqual(before);
		expect((await send('owner@acme', operation, { ownerId: 'owner@acme' })).status).toBe(200);
	});

	it('bodies that are no objects are refused', async () => {
		for (const operation of withBody()) {
			for (const body of ['[]', 'null', '"text"', '1', 'true', '[{}]', '{', '{"name":"a","name":']) {
				const answer = await send('owner@acme', operation, body);
				expect(answer.status, `${operation.path} ${body}`).toBe(400);
			}
		}
	});

	it('a token says what is stored, whatever the form of its request says beside', async () => {
		const claims = { sub: 'x', iss: 'x', aud: 'x', customer_id: 'globex', domain_id: 'other', secret_id: 'sec_0' };
		const rest = { token_epoch: '99', exp: '9999999999', expires_in: '9999999999', scopes: 'events:read', typ: 'JWT' };
		const headers = {
			authorization: `Basic ${target.oauthCredentials}`,
			'content-type': 'application/x-www-form-urlencoded',
		};
		const said = async (more: Record<string, unknown>): Promise<object> => {
			const body = new URLSearchParams({ grant_type: 'client_credentials' });
			for (const [name, value] of Object.entries(more)) body.append(name, String(value));
			const answer = await matrix.host.call(undefined, 'POST', '/oauth2/token', { body: body.toString(), headers });
			expect(answer.status).toBe(200);
			const { jti: _, iat = 0, exp = 0, ...stored } = decodeJwt(String(answer.json['access_token']));
			return { ...stored, lifetime: exp - iat, expiresIn: answer.json['expires_in'], scope: answer.json['scope'] };
		};
		const plain = await said({});
		for (const members of [claims, rest, ...Object.entries(UNWANTED).map(([name, value]) => ({ [name]: value }))]) {
			expect(await said(members)).toEqual(plain);
		}
	});
});
