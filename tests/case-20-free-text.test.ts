import { generateKeyPairSync } from 'node:crypto';
import type { Actor } from '@latchkey/core';
import { expect, it } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { type JsonSchema, operationsOf } from './support/matrix-host.ts';
import { selfSigned } from './support/self-signed.ts';
import { unreachable } from './support/unreachable.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const DOMAIN = '/v1/domains/main';

type MemberPath = readonly (string | number)[];

/** Where a request may hold a text of the caller's own. */
function textMembers({ type, format, enum: values, properties = {}, items, anyOf = [] }: JsonSchema): MemberPath[] {
	if (type === 'string') return values === undefined && format === undefined ? [[]] : [];
	return [
		...Object.entries(properties).flatMap(([name, member]) => textMembers(member).map((path) => [name, ...path])),
		...(items === undefined ? [] : textMembers(items).map((path) => [0, ...path])),
		...anyOf.flatMap(textMembers),
	];
}

function withMember([name, ...rest]: MemberPath, value: string, body: object = {}): unknown {
	if (name === undefined) return value;
	const member = withMember(rest, value);
	return name === 0 ? [member] : { ...body, [name]: member };
}

/** One after the other, so that no two answers are about the same state. */
async function pasteEverywhere(host: EmbeddedHost, texts: readonly string[], clientId: string, endpointId: string) {
	const refused: string[] = [];
	for (const { method, path, body, schema } of await operationsOf(host)) {
		if (schema === undefined) continue;
		const target = path
			.replace('{domainId}', 'main')
			.replace('{clientId}', clientId)
			.replace('{endpointId}', endpointId)
			.replace(/\{\w+\}/g, 'absent');
		for (const member of textMembers(schema)) {
			for (const text of texts) {
				const answer = await host.call('admin', method, target, { body: withMember(member, text, body) });
				const name = `${method} ${path} ${member.join('.')}`;
				expect([400, 404], `${name} ${answer.text}`).toContain(answer.status);
				expect(answer.text, name).not.toContain(text);
				const issues = (answer.json['issues'] ?? []) as { message: string }[];
				if (issues.some(({ message }) => message.includes('Client Secret'))) refused.push(name);
			}
		}
	}
	return [...new Set(refused)].sort();
}

it('case 20: a secret that is pasted into any text that the API takes goes no further', async () => {
	const host = await startEmbeddedHost({ actors: { admin }, outbound: unreachable });
	const added = await host.call('admin', 'POST', `${DOMAIN}/client-applications`, { body: { name: 'EMM' } });
	const { clientSecret, oauthCredentials } = added.json['credentials'] as Record<string, string>;
	const clientId = String(added.json['clientId']);
	const endpointBody = { url: 'https://emm.example/hook' };
	const endpoint = await host.call('admin', 'POST', `${DOMAIN}/endpoints`, { body: endpointBody });
	const endpointId = String(endpoint.json['endpointId']);
	const before = host.events.length;

	const escaped = encodeURIComponent(String(oauthCredentials));
	const texts = [
		`${clientSecret}`,
		`key=${clientSecret}.`,
		`${oauthCredentials}`,
		`Basic ${oauthCredentials}`,
		`https://emm.example/${clientSecret}`,
		`https://emm.example/?a=b&authorization=Basic%20${escaped}`,
		`https://emm.example/${String(clientSecret).replace('_', '%5F')}`,
	];
	expect(await pasteEverywhere(host, texts, clientId, endpointId)).toEqual([
		'PATCH /v1/domains/{domainId}/client-applications/{clientId} description',
		'PATCH /v1/domains/{domainId}/client-applications/{clientId} jwksUri',
		'PATCH /v1/domains/{domainId}/client-applications/{clientId} name',
		'PATCH /v1/domains/{domainId}/client-applications/{clientId} ownerId',
		'PATCH /v1/domains/{domainId}/endpoints/{endpointId} description',
		'PATCH /v1/domains/{domainId}/endpoints/{endpointId} url',
		'POST /v1/domains/{domainId}/client-applications description',
		'POST /v1/domains/{domainId}/client-applications name',
		'POST /v1/domains/{domainId}/endpoints description',
		'POST /v1/domains/{domainId}/endpoints url',
	]);

	const path = `${DOMAIN}/client-applications/${clientId}`;
	const jwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
	const withinOthers: [string, string, object][] = [
		['PATCH', path, { jwks: { keys: [{ ...jwk, kid: clientSecret }] } }],
		['POST', `${path}/certificates`, { certificate: selfSigned(`/CN=${clientSecret}`).cert }],
	];
	for (const [method, target, body] of withinOthers) {
		const answer = await host.call('admin', method, target, { body });
		expect(answer.status, answer.text).toBe(400);
		expect(answer.text).toContain('must not hold a Client Secret');
		expect(answer.text).not.toContain(clientSecret);
	}

	// What is not refused is seen by everybody: a last event shows that there would have been something to see.
	expect((await host.call('admin', 'PATCH', path, { body: { description: 'Last' } })).status).toBe(200);
	await expect.poll(() => host.events.length).toBeGreaterThan(before);
	await expect.poll(() => host.events.at(-1)?.type).toBe('client_application.changed');
	const tenant = { customerId: 'acme', domainId: 'main' };
	const deliveries = await host.store.deliveries.list(tenant, endpointId, { limit: 100 });
	const kept = JSON.stringify([host.events, deliveries, await host.store.outbox.pending(100), host.logger.lines]);
	expect(deliveries.length).toBeGreaterThan(0);
	for (const secret of [clientSecret, oauthCredentials]) expect(kept).not.toContain(secret);
	await host.close();
});
