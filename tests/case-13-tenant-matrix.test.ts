import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedAnswer, tokenOf } from './support/embedded-host.ts';
import {
	ACTORS,
	type MatrixHost,
	type MatrixOperation,
	type Seeded,
	startMatrixHost,
	withoutAttempts,
	withoutDueTime,
} from './support/matrix-host.ts';

/** Of every kind but the Client ID, which names a tenant. */
const ABSENT = {
	secretId: 'sec_0000000000000000',
	certificateId: 'crt_0000000000000000',
	endpointId: `ep_${'0'.repeat(22)}`,
	deliveryId: 'dlv_000000000000000000000000',
};

let matrix: MatrixHost;
beforeAll(async () => {
	matrix = await startMatrixHost();
});
afterAll(() => matrix.host.close());

type Ids = Pick<Seeded, 'clientId' | keyof typeof ABSENT>;

function pathOf({ path }: Pick<MatrixOperation, 'path'>, domainId: string, ids: Ids): string {
	const named: Readonly<Record<string, string>> = { ...ids, domainId };
	return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''));
}

/** About one application or one endpoint. */
const namesOne = ({ path }: MatrixOperation): boolean => path.includes('{clientId}') || path.includes('{endpointId}');

/** All that two answers could be told apart by, but for what differs between any two answers. */
function comparable({ status, headers, text }: EmbeddedAnswer, ...ids: string[]): object {
	const withoutIds = ids.reduce((body, id) => body.replaceAll(id, 'ID'), text);
	const body = withoutIds.replace(/"requestId":"[^"]*"/, '');
	const seen = [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name));
	return { status, body, headers: seen };
}

const idsOf = ({ clientId, secretId, certificateId, endpointId, deliveryId }: Ids): string[] => [
	...[clientId, secretId, certificateId, endpointId, deliveryId],
];

/** A Client ID of the actor's own tenant that was never given out. */
const absentId = (customerId: string, domainId: string): string => `lk.${customerId}.${domainId}.${'0'.repeat(22)}`;

/** What the store holds of everyone, to see that nothing of a stranger's has moved. */
async function state(): Promise<string> {
	const documents = await Promise.all(
		matrix.seeded.flatMap(({ customerId, domainId, clientId, endpointId }) => [
			matrix.host.store.applications
				.find({ customerId, domainId }, clientId)
				.then((found) => (found === undefined ? null : withoutDueTime(found))),
			matrix.host.store.endpoints.find({ customerId, domainId }, endpointId).then(withoutAttempts),
			matrix.host.store.deliveries
				.list({ customerId, domainId }, endpointId, { limit: 100 })
				.then((found) => found.map(({ deliveryId, status }) => [deliveryId, status])),
		]),
	);
	return JSON.stringify(documents);
}

const sees = (user: string, { customerId, domainId, ownerId }: Seeded): boolean => {
	const actor = ACTORS[user];
	const grant = actor?.domains[domainId];
	return actor?.customerId === customerId && grant !== undefined && (grant.manage || ownerId === user);
};

describe('case 13: no call of one tenant reaches another', () => {
	it('is made of every operation that the document names', () => {
		expect(matrix.operations.length).toBeGreaterThanOrEqual(12);
		expect(matrix.seeded).toHaveLength(12);
	});

	it.each(Object.keys(ACTORS))('%s, by every operation on everyone’s ids: as if they did not exist', async (user) => {
		const { host, seeded, operations } = matrix;
		const customerId = ACTORS[user]?.customerId ?? '';
		const before = await state();
		for (const operation of operations.filter(namesOne)) {
			for (const target of seeded.filter((candidate) => !sees(user, candidate))) {
				// In the domain of the target's name, and in every other one of theirs.
				for (const domainId of ['main', 'other']) {
					const call = operation.body === undefined ? {} : { body: operation.body };
					const headers = { 'if-match': target.tag };
					const foreignPath = pathOf(operation, domainId, target);
					const foreign = await host.call(user, operation.method, foreignPath, { ...call, headers });
					const absent = { clientId: absentId(customerId, domainId), ...ABSENT };
					const absentPath = pathOf(operation, domainId, absent);
					const missing = await host.call(user, operation.method, absentPath, { ...call, headers });
					const name = `${user} ${operation.method} ${foreignPath}`;
					expect(foreign.status, name).toBe(404);
					expect(comparable(foreign, ...idsOf(target)), name).toEqual(comparable(missing, ...idsOf(absent)));
				}
			}
		}
		expect(await state()).toBe(before);
	});

	it.each(Object.keys(ACTORS))('%s, by every operation on whole domains: only their own', async (user) => {
		const { host, operations, seeded } = matrix;
		const actor = ACTORS[user];
		const foreign = seeded.filter((target) => !sees(user, target));
		for (const operation of operations.filter((one) => !namesOne(one))) {
			for (const domainId of ['main', 'other', 'absent', '..', '%', "main' OR 1=1", 'main\0']) {
				const known = actor !== undefined && Object.hasOwn(actor.domains, domainId);
				// Adding and changing in a domain of their own is theirs to do, and other tests' to see.
				if (known && operation.method !== 'GET') continue;
				const call = operation.body === undefined ? {} : { body: operation.body };
				const path = pathOf(operation, domainId, { clientId: '', ...ABSENT });
				const answer = await host.call(user, operation.method, path, call);
				const refused = known || !operation.path.includes('{domainId}') ? [200, 403] : [400, 404];
				expect(refused, path).toContain(answer.status);
				expect(foreign.filter((target) => idsOf(target).some((id) => answer.text.includes(id)))).toEqual([]);
			}
		}
	});

	it.each([
		'x',
		'lk.acme.main',
		'lk.acme.main.short',
		'LK.acme.main.0000000000000000000000',
		'{"$ne":null}',
		'%00',
		'a'.repeat(300),
	])('a malformed Client ID is as absent as any: %s', async (clientId) => {
		const user = 'manager@acme';
		for (const operation of matrix.operations.filter(({ path }) => path.endsWith('{clientId}'))) {
			const call = operation.body === undefined ? {} : { body: operation.body };
			const path = pathOf(operation, 'main', { clientId, ...ABSENT });
			const answer = await matrix.host.call(user, operation.method, path, call);
			expect([400, 404, 405], `${operation.method} ${path}`).toContain(answer.status);
		}
	});

	it('what is named by two ids is looked for under both: of another’s, the second one is absent too', async () => {
		const { host, seeded } = matrix;
		const own = seeded.find(({ customerId, domainId }) => customerId === 'acme' && domainId === 'main');
		const absent = { ...own, ...ABSENT, clientId: own?.clientId ?? '', endpointId: own?.endpointId ?? '' };
		const before = await state();
		for (const operation of matrix.operations.filter(({ path }) => /\{(secret|certificate|delivery)Id\}/.test(path))) {
			for (const { secretId, certificateId, deliveryId, clientId } of seeded) {
				if (clientId === own?.clientId) continue;
				const call = operation.body === undefined ? {} : { body: operation.body };
				const mixed = { ...absent, secretId, certificateId, deliveryId };
				const crossed = await host.call('manager@acme', operation.method, pathOf(operation, 'main', mixed), call);
				const missing = await host.call('manager@acme', operation.method, pathOf(operation, 'main', absent), call);
				const name = `${operation.method} ${operation.path}`;
				expect(crossed.status, name).toBe(404);
				expect(comparable(crossed, ...idsOf(mixed)), name).toEqual(comparable(missing, ...idsOf(absent)));
			}
		}
		expect(await state()).toBe(before);
	});

	it.each(['client-applications', 'usage', 'endpoints', 'audit'])(
		'a cursor of another tenant is no cursor, though the domain has the same name: %s',
		async (list) => {
			const { host } = matrix;
			const path = `/v1/domains/main/${list}?limit=1`;
			const page = await host.call('manager@acme', 'GET', path);
			const cursor = String(page.json['next']);
			expect((await host.call('manager@acme', 'GET', `${path}&cursor=${cursor}`)).status).toBe(200);
			expect((await host.call('manager@globex', 'GET', `${path}&cursor=${cursor}`)).status).toBe(400);
			expect(
				(await host.call('manager@acme', 'GET', `${path.replace('/main/', '/other/')}&cursor=${cursor}`)).status,
			).toBe(400);
		},
	);

	it('a cursor of another’s deliveries is none for an endpoint of one’s own, nor opens theirs', async () => {
		const { host, seeded } = matrix;
		const [own, foreign] = ['acme', 'globex'].map((customer) =>
			seeded.find(({ customerId }) => customerId === customer),
		);
		const listOf = (one: Seeded | undefined, cursor = ''): string =>
			`/v1/domains/main/endpoints/${one?.endpointId}/deliveries?limit=1${cursor}`;
		const page = await host.call('manager@globex', 'GET', listOf(foreign));
		const cursor = `&cursor=${String(page.json['next'])}`;
		expect((await host.call('manager@globex', 'GET', listOf(foreign, cursor))).status).toBe(200);
		expect((await host.call('manager@acme', 'GET', listOf(foreign, cursor))).status).toBe(404);
		expect((await host.call('manager@acme', 'GET', listOf(own, cursor))).status).toBe(400);
	});

	it('an ETag of another tenant’s application matches nothing, though both say the same', async () => {
		const { host, seeded } = matrix;
		const [one, two] = seeded.filter(({ domainId, ownerId }) => domainId === 'main' && ownerId.startsWith('manager'));
		expect(one?.tag).not.toBe(two?.tag);
		const path = `/v1/domains/main/client-applications/${one?.clientId}`;
		const headers = { 'if-match': two?.tag ?? '' };
		expect((await host.call(one?.ownerId, 'PATCH', path, { headers, body: { description: 'x' } })).status).toBe(412);
	});

	it('a token opens only what is its own tenant’s: it says whose it is, and nobody can change that', async () => {
		const { host, seeded } = matrix;
		for (const target of seeded) {
			const { json } = await tokenOf(host, target.oauthCredentials);
			const identity = await host.latchkey.tokens.verify(String(json['access_token']), ['devices:read'], undefined);
			expect(identity.tenant).toEqual({ customerId: target.customerId, domainId: target.domainId });
		}
	});

	it('a secret of one application is worth nothing under the Client ID of another', async () => {
		const { host, seeded } = matrix;
		const decoded = seeded.map(({ oauthCredentials }) => Buffer.from(oauthCredentials, 'base64').toString().split(':'));
		for (const [clientId] of decoded) {
			for (const [otherId, secret] of decoded) {
				const mixed = Buffer.from(`${clientId}:${secret}`).toString('base64');
				expect((await tokenOf(host, mixed)).status === 200).toBe(clientId === otherId);
			}
		}
	});
});
