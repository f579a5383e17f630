import type { Actor } from '@latchkey/core';
import type { AdapterOptions } from '@latchkey/http-adapter';
import type { Express } from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { selfSigned } from './support/self-signed.ts';
import { type Identity, openTlsDoor, type TlsDoor } from './support/tls-door.ts';

const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: PRIVILEGES } },
};
const PATH = '/v1/domains/main/client-applications';

interface SetUp {
	readonly host: EmbeddedHost;
	readonly app: Express;
	readonly clientId: string;
	/** Issued by the customer's authority, for this client. */
	readonly issued: Identity;
}

async function setUp(mutualTls: NonNullable<AdapterOptions['mutualTls']>): Promise<SetUp> {
	const apps: Express[] = [];
	const host = await startEmbeddedHost({ actors: { admin }, adapter: { mutualTls }, mount: (app) => apps.push(app) });
	onTestFinished(() => host.close());
	const added = await host.call('admin', 'POST', PATH, { body: { name: 'EMM', privileges: ['devices:read'] } });
	const clientId = String(added.json['clientId']);
	const body = { format: 'pem', keyType: 'p-256' };
	const { json } = await host.call('admin', 'POST', `${PATH}/${clientId}/certificates`, { body });
	const [app] = apps;
	if (app === undefined) throw new Error('the host has no app');
	return { host, app, clientId, issued: { cert: String(json['pem']), key: String(json['privateKey']) } };
}

async function openTo(app: Express, terms: Parameters<typeof openTlsDoor>[0] = {}): Promise<TlsDoor> {
	const door = await openTlsDoor(terms);
	door.serve(app);
	onTestFinished(() => door.close());
	return door;
}

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
	'a host may let %s turn away whoever has no certificate of a customer’s authority',
	async (version) => {
		const { host, app, clientId, issued } = await setUp({});
		const authority = await fetch(`${host.baseUrl}/v1/customers/acme/certificate-authority.pem`);
		const door = await openTo(app, { ca: await authority.text(), rejectUnauthorized: true });
		const form = { grant_type: 'client_credentials', client_id: clientId };
		const { status, json } = await door.call('/oauth2/token', { as: issued, form, version });
		expect(status).toBe(200);
		const headers = { authorization: `Bearer ${String(json['access_token'])}` };
		expect((await door.call('/api/devices:read', { as: issued, headers, version })).status).toBe(200);
		for (const as of [undefined, selfSigned('/CN=EMM')]) {
			await expect(door.call('/oauth2/token', { as, form, version })).rejects.toThrow();
		}
	},
);

it('the certificate of a trusted proxy’s own connection says who the proxy is, and of nobody else', async () => {
	const { app, clientId, issued } = await setUp({ proxy: { header: 'Client-Cert', addresses: ['127.0.0.1'] } });
	const door = await openTo(app);
	const form = { grant_type: 'client_credentials', client_id: clientId };
	const proxy = await door.call('/oauth2/token', { as: issued, form });
	expect([proxy.status, proxy.json['error']]).toEqual([401, 'invalid_client']);
	const field = `:${issued.cert.replaceAll(/-----[^-]+-----|\s/g, '')}:`;
	const passedOn = { as: selfSigned('/CN=proxy'), headers: { 'client-cert': field }, form };
	expect((await door.call('/oauth2/token', passedOn)).status).toBe(200);
});
