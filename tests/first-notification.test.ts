import type { Actor } from '@latchkey/core';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { PRIVILEGES, startEmbeddedHost } from './support/embedded-host.ts';
import { loopbackOutbound } from './support/loopback-outbound.ts';
import { startReceiver } from './support/receiver.ts';
import { relayAll } from './support/relay-all.ts';

const manages = { manage: true, reveal: true, grantable: PRIVILEGES };
const admin: Actor = { userId: 'admin', customerId: 'acme', domains: { main: manages } };
const ENDPOINTS = '/v1/domains/main/endpoints';
const APPLICATIONS = '/v1/domains/main/client-applications';

it('what happens by API reaches the endpoint that was added by API, in order, signed by the secret that it showed', async () => {
	const outbound = loopbackOutbound();
	const receiver = await startReceiver();
	const host = await startEmbeddedHost({ actors: { admin }, outbound });
	onTestFinished(async () => {
		await host.close();
		await outbound.close();
		await receiver.close();
	});
	const send = async (): Promise<void> => {
		await relayAll(host);
		await host.latchkey.background.run('deliver');
	};
	const eventTypes = ['client_application.added', 'client_application.disabled', 'client_secret.added'];
	const added = await host.call('admin', 'POST', ENDPOINTS, { body: { url: receiver.url('/hooks'), eventTypes } });
	const path = `${ENDPOINTS}/${String(added.json['endpointId'])}`;
	const { json } = await host.call('admin', 'POST', APPLICATIONS, { body: { name: 'EMM', privileges: [] } });
	await host.call('admin', 'PATCH', `${APPLICATIONS}/${String(json['clientId'])}`, { body: { status: 'disabled' } });
	await send();
	await expect.poll(() => receiver.heard.length).toBe(3);
	const first = new Webhook(String(added.json['signingSecret']));
	const bodies = receiver.heard.map(({ body, headers }) => first.verify(body, headers as Record<string, string>));
	expect(bodies).toMatchObject([
		{ type: 'client_application.added', data: { clientId: json['clientId'], customerId: 'acme', domainId: 'main' } },
		{ type: 'client_secret.added' },
		{ type: 'client_application.disabled' },
	]);

	const rotated = await host.call('admin', 'POST', `${path}/rotate`, { body: { overlap: 3600 } });
	const { json: test } = await host.call('admin', 'POST', `${path}/test`, { body: {} });
	await send();
	await expect.poll(() => receiver.heard.length).toBe(4);
	const last = receiver.heard.at(-1);
	if (last === undefined) throw new Error('nothing was heard');
	const headers = last.headers as Record<string, string>;
	expect(headers['webhook-id']).toBe(test['deliveryId']);
	for (const secret of [added.json['signingSecret'], rotated.json['signingSecret']]) {
		expect(new Webhook(String(secret)).verify(last.body, headers)).toMatchObject({ type: 'endpoint.test' });
	}
	await expect
		.poll(async () => (await host.call('admin', 'GET', `${path}/deliveries?status=delivered`)).json['items'])
		.toHaveLength(4);
});
