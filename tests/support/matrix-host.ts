import type { Actor, ClientApplication, DomainGrant, Endpoint } from '@latchkey/core';
import { expect, vi } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './embedded-host.ts';
import { unreachable } from './unreachable.ts';

/** Three customers with the same two domain ids each. */
const CUSTOMERS = ['acme', 'globex', 'initech'] as const;
const DOMAINS = ['main', 'other'] as const;

const manages: DomainGrant = { manage: true, reveal: true, grantable: PRIVILEGES };
const owns: DomainGrant = { manage: false, reveal: true, grantable: PRIVILEGES };

/** Four kinds of user for each customer, by `kind@customer`. */
export const ACTORS: Readonly<Record<string, Actor>> = Object.fromEntries(
	CUSTOMERS.flatMap((customerId) =>
		Object.entries({
			manager: { main: manages, other: manages },
			'domain-manager': { main: manages },
			owner: { main: owns, other: owns },
			stranger: {},
		}).map(([kind, domains]) => [`${kind}@${customerId}`, { userId: `${kind}@${customerId}`, customerId, domains }]),
	),
);

export interface Seeded {
	readonly customerId: string;
	readonly domainId: string;
	readonly ownerId: string;
	readonly clientId: string;
	readonly secretId: string;
	/** Bound to the application: who sees the one sees the other. */
	readonly endpointId: string;
	readonly certificateId: string;
	/** One that the endpoint was sent. */
	readonly deliveryId: string;
	readonly tag: string;
	readonly oauthCredentials: string;
}

export interface MatrixHost {
	readonly host: EmbeddedHost;
	/** In every domain one application of its manager and one of its owner. */
	readonly seeded: readonly Seeded[];
	readonly operations: readonly MatrixOperation[];
}

/** When it is due is moved by background work, whatever is asked meanwhile. */
export function withoutDueTime({ nextDueAt: _, ...application }: ClientApplication): object {
	return application;
}

/** Nor do attempts that fail meanwhile count, and what they lead to. */
export function withoutAttempts(endpoint: Endpoint | undefined): object | null {
	if (endpoint === undefined) return null;
	const { nextAttemptAt: _next, wakeups: _wakeups, failingSince: _since, revision: _revision, ...kept } = endpoint;
	return { ...kept, updatedAt: null };
}

export interface MatrixOperation {
	readonly method: string;
	readonly path: string;
	/** A body that a request of this operation can carry, by component schema. */
	readonly body: Record<string, unknown> | undefined;
	readonly schema: JsonSchema | undefined;
}

/** One valid body for each schema of the document; an operation with a schema that is not here fails the run. */
const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
	AddApplication: { name: 'Crossing' },
	ChangeApplication: { name: 'Crossed' },
	AddSecret: {},
	AddCertificate: { format: 'pem', keyType: 'p-256' },
	Reveal: {},
	Nothing: {},
	RevokeAll: { leaked: true },
	AddEndpoint: { url: 'https://emm.example/crossing' },
	ChangeEndpoint: { description: 'Crossed' },
	RotateSigningSecret: {},
	Replay: { from: '2026-01-01T00:00:00Z' },
	PolicySettings: { showOnce: false },
};

type RequestBody = { content: { 'application/json'?: { schema: { $ref: string } } } } | undefined;

interface Document {
	readonly paths: Record<string, Record<string, { requestBody?: RequestBody }>>;
	readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** As far as tests read one. */
export interface JsonSchema {
	readonly type?: string;
	readonly format?: string;
	readonly enum?: readonly string[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
}

export async function startMatrixHost(): Promise<MatrixHost> {
	const host = await startEmbeddedHost({ actors: ACTORS, outbound: unreachable });
	const seeded: Omit<Seeded, 'deliveryId'>[] = [];
	for (const customerId of CUSTOMERS) {
		for (const domainId of DOMAINS) {
			for (const kind of ['manager', 'owner'])
				seeded.push(await seed(host, `${kind}@${customerId}`, customerId, domainId));
		}
	}
	const operations = await operationsOf(host);
	await vi.waitFor(async () => expect(await host.store.outbox.pending(1)).toEqual([]), { timeout: 60_000 });
	return { host, seeded: await Promise.all(seeded.map((one) => withDelivery(host, one))), operations };
}

/** All that users can do. */
export async function operationsOf(host: EmbeddedHost): Promise<MatrixOperation[]> {
	const document = (await (await fetch(`${host.baseUrl}/openapi.json`)).json()) as Document;
	return Object.entries(document.paths)
		.filter(([path]) => path.startsWith('/v1/domains/') || path === '/v1/session')
		.flatMap(([path, methods]) =>
			Object.entries(methods).map(([method, { requestBody }]) => ({
				method: method.toUpperCase(),
				path,
				body: bodyFor(requestBody),
				schema: document.components.schemas[schemaName(requestBody)],
			})),
		);
}

function schemaName(requestBody: RequestBody): string {
	return requestBody?.content['application/json']?.schema.$ref.split('/').at(-1) ?? '';
}

function bodyFor(requestBody: RequestBody): Record<string, unknown> | undefined {
	if (requestBody === undefined) return undefined;
	const name = schemaName(requestBody);
	const body = BODIES[name];
	if (body === undefined) throw new Error(`the matrix knows no body for the schema "${name}"`);
	return body;
}

/** What was relayed has been taken to the endpoints by then. */
async function withDelivery({ store }: EmbeddedHost, seeded: Omit<Seeded, 'deliveryId'>): Promise<Seeded> {
	const [delivery] = await store.deliveries.list(seeded, seeded.endpointId, { limit: 1 });
	if (delivery === undefined) throw new Error('nothing was sent to an endpoint');
	return { ...seeded, deliveryId: delivery.deliveryId };
}

async function seed(
	host: EmbeddedHost,
	user: string,
	customerId: string,
	domainId: string,
): Promise<Omit<Seeded, 'deliveryId'>> {
	const path = `/v1/domains/${domainId}/client-applications`;
	const body = { name: `Canary of ${user}`, privileges: ['devices:read'] };
	const { json, status, text } = await host.call(user, 'POST', path, { body });
	if (status !== 201) throw new Error(text);
	const endpointBody = { url: 'https://emm.example/canary', clientId: json['clientId'] };
	const endpoint = await host.call(user, 'POST', `/v1/domains/${domainId}/endpoints`, { body: endpointBody });
	if (endpoint.status !== 201) throw new Error(endpoint.text);
	// The endpoint hears of it, twice: so many deliveries have a page after the first.
	const certificatesPath = `${path}/${String(json['clientId'])}/certificates`;
	const certificate = await host.call(user, 'POST', certificatesPath, { body: BODIES['AddCertificate'] });
	if (certificate.status !== 201) throw new Error(certificate.text);
	const changed = await host.call(user, 'PATCH', `${path}/${String(json['clientId'])}`, {
		body: { description: 'Seeded' },
	});
	if (changed.status !== 200) throw new Error(changed.text);
	const { oauthCredentials } = json['credentials'] as { oauthCredentials: string };
	const [secret] = json['secrets'] as { secretId: string }[];
	return {
		customerId,
		domainId,
		ownerId: user,
		clientId: String(json['clientId']),
		secretId: secret?.secretId ?? '',
		endpointId: String(endpoint.json['endpointId']),
		certificateId: String(certificate.json['certificateId']),
		tag: changed.headers.get('etag') ?? '',
		oauthCredentials,
	};
}
