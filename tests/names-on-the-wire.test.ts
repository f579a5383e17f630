import type { Actor } from '@latchkey/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { unreachable } from './support/unreachable.ts';

const DAY_MS = 86_400_000;
const DOMAIN = '/v1/domains/main';
const SELF_CERTIFICATES = '/v1/client-applications/self/certificates';
const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
/** So that core itself refuses what the schemas of the API allow. */
const floor = {
	maxLifetimeMs: 300 * DAY_MS,
	rotateEveryMs: 200 * DAY_MS,
	maxOverlapMs: 60 * DAY_MS,
	idleDisableAfterMs: 100 * DAY_MS,
	idleRemoveAfterMs: 200 * DAY_MS,
};

interface Schema {
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly anyOf?: readonly Schema[];
	readonly minimum?: number;
	readonly maximum?: number;
}

interface DocumentedOperation {
	readonly operationId: string;
	readonly parameters?: readonly { readonly name: string; readonly in: string }[];
	readonly requestBody?: {
		readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
	};
}

/** A member that can be sent, and how: to which operation, in what body. */
interface Member {
	readonly operationId: string;
	readonly method: string;
	readonly path: string;
	readonly name: string;
	/** Of a body; undefined of a query. */
	readonly schema: Schema | undefined;
	readonly required: readonly string[];
}

const WRONG_TEXTS = ['', 'none', '-1', 'x'.repeat(5000), '2001-01-01T00:00:00Z', '2999-01-01T00:00:00Z', 'http://none'];
const WRONG = [...WRONG_TEXTS, 'x'.repeat(30_000), null, true, 7, -1, 0.5, 1e12, {}, [], [7], ['none'], { keys: [7] }];

/** What is needed beside the member that is tried. */
const NEEDED: Readonly<Record<string, unknown>> = { name: 'EMM', url: 'https://emm.example/', showOnce: false };

let host: EmbeddedHost;
let members: readonly Member[];
let policy: object;
beforeAll(async () => {
	host = await startEmbeddedHost({
		actors: { admin },
		outbound: unreachable,
		limit: 1000,
		endpointLimit: 1000,
		policyFloor: floor,
		rulesByDefault: floor,
	});
	members = await writableMembers();
	const { json } = await host.call('admin', 'GET', `${DOMAIN}/policy`);
	const { customerId: _, domainId: _domainId, updatedAt: _updatedAt, ...settings } = json;
	policy = settings;
});
afterAll(() => host.close());

async function writableMembers(): Promise<Member[]> {
	const { json } = await host.call(undefined, 'GET', '/openapi.json');
	const paths = json['paths'] as Record<string, Record<string, DocumentedOperation>>;
	const { schemas } = json['components'] as { schemas: Record<string, Schema> };
	const validated = Object.entries(paths).filter(
		([path]) => path.startsWith('/v1/domains/') || path === SELF_CERTIFICATES,
	);
	return validated.flatMap(([path, operations]) =>
		Object.entries(operations).flatMap(([method, { operationId, parameters = [], requestBody }]) => {
			const reference = requestBody?.content['application/json']?.schema.$ref ?? '';
			const { properties = {}, required = [] } = schemas[reference.replace('#/components/schemas/', '')] ?? {};
			const place = { operationId, method: method.toUpperCase(), path };
			// A client_id that is wrong is a wrong client.
			const inQuery = parameters.filter((parameter) => parameter.in === 'query' && parameter.name !== 'client_id');
			return [
				...Object.entries(properties).map(([name, schema]) => ({ ...place, name, schema, required })),
				...inQuery.map(({ name }) => ({ ...place, name, schema: undefined, required: [] })),
			];
		}),
	);
}

function wrongFor({ schema }: Member): readonly unknown[] {
	if (schema === undefined) return WRONG_TEXTS;
	const bounds = [schema, ...(schema.anyOf ?? [])].flatMap(({ minimum, maximum }) => [minimum, maximum]);
	const numbers = bounds.filter((bound) => bound !== undefined);
	return [...WRONG, ...numbers.flatMap((bound) => [bound - 1, bound, bound + 1])];
}

function bodyBeside({ operationId, name, required }: Member): object {
	if (operationId === 'setPolicy') return policy;
	if (operationId === 'addCertificate' && !['request', 'certificate'].includes(name)) {
		return { format: 'pem', keyType: 'p-256' };
	}
	return Object.fromEntries(required.map((needed) => [needed, NEEDED[needed]]));
}

async function add(what: string, body: object): Promise<Record<string, unknown>> {
	const added = await host.call('admin', 'POST', `${DOMAIN}/${what}`, { body });
	expect(added.status, added.text).toBe(201);
	return added.json;
}

/** Under which names its wrong values are refused, each beside the names that were sent. */
async function refusalsOf(member: Member): Promise<{ told: string[]; sent: string[] }[]> {
	const { clientId, credentials } = await add('client-applications', { name: 'EMM' });
	const { endpointId } = await add('endpoints', { url: 'https://emm.example/' });
	const { oauthCredentials } = credentials as { oauthCredentials: string };
	const headers = { authorization: `Basic ${oauthCredentials}` };
	const ids: Readonly<Record<string, unknown>> = { domainId: 'main', clientId, endpointId };
	const path = member.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(ids[name]));
	const refusals: { told: string[]; sent: string[] }[] = [];
	for (const value of wrongFor(member)) {
		const { name, schema } = member;
		const query = schema === undefined ? `?${name}=${encodeURIComponent(String(value))}` : '';
		const body = schema === undefined ? undefined : { ...bodyBeside(member), [name]: value };
		const { status, json } = await host.call('admin', member.method, `${path}${query}`, { headers, body });
		expect(status).toBeLessThan(500);
		if (status !== 400) continue;
		const issues = json['issues'] as { path: string[] }[];
		const told = issues.flatMap((issue) => issue.path.slice(0, 1));
		refusals.push({ told, sent: [name, ...Object.keys(body ?? {})] });
	}
	await host.call('admin', 'PUT', `${DOMAIN}/policy`, { body: policy });
	await host.call('admin', 'DELETE', `${DOMAIN}/client-applications/${String(clientId)}`);
	await host.call('admin', 'DELETE', `${DOMAIN}/endpoints/${String(endpointId)}`);
	return refusals;
}

describe('what is wrong with a request is told under the names that it was sent under', () => {
	it('whatever member of whatever operation it is', { timeout: 120_000 }, async () => {
		expect(members.length).toBeGreaterThan(50);
		const neverTold: string[] = [];
		const toldOtherwise: string[] = [];
		for (const member of members) {
			const refusals = await refusalsOf(member);
			const place = `${member.operationId} ${member.name}`;
			if (!refusals.some(({ told }) => told.includes(member.name))) neverTold.push(place);
			for (const { told, sent } of refusals) {
				const others = told.filter((name) => !sent.includes(name));
				toldOtherwise.push(...others.map((other) => `${place} as ${other}`));
			}
		}
		expect(neverTold).toEqual([]);
		expect(toldOtherwise).toEqual([]);
	});
});
