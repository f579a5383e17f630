import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_DATA_SCHEMAS, type EventType } from '@latchkey/core';
import type { Express } from 'express';
import { afterAll, afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { startHost } from './support/host.ts';
import { examplesIn, readPage } from './support/page-examples.ts';
import { patientServer } from './support/patient-server.ts';

const USER = 'super@acme';
const DOMAIN = '/v1/domains/acme-phones';
// Inside the workspace, so that its packages resolve.
const FOLDER = join(import.meta.dirname, 'generated', 'examples-of-pages');
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

/** What the example of a page exports under this name, as it stands. */
async function exported<Export>(page: string, name: string): Promise<Export> {
	const found = examplesIn(page).find(({ code }) => new RegExp(`export .*\\b${name}\\b`).test(code));
	if (found === undefined) throw new Error(`${page} has no example that exports ${name}`);
	mkdirSync(FOLDER, { recursive: true });
	const file = join(FOLDER, `${name}.ts`);
	writeFileSync(file, found.code);
	return ((await import(file)) as Record<string, Export>)[name] as Export;
}

it('the receiver of docs/notifications.md takes what is signed, once, and nothing else', async () => {
	const host = await startHost();
	onTestFinished(() => host.close());
	const server = patientServer();
	onTestFinished(() => void server.close());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('it listens on no port');
	const url = `http://127.0.0.1:${address.port}/latchkey`;
	const eventTypes = ['client_application.added'];
	const added = await host.request<{ endpointId: string; signingSecret: string }>('POST', `${DOMAIN}/endpoints`, {
		user: USER,
		body: { url, eventTypes },
	});
	vi.stubEnv('SIGNING_SECRET', added.body.signingSecret);
	const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
	server.on('request', await exported<Express>('docs/notifications.md', 'receiver'));

	const { clientId } = await host.add(USER, 'acme-phones');
	await expect.poll(() => log.mock.calls, { timeout: 30_000 }).toHaveLength(1);
	expect(log.mock.calls[0]).toEqual(['client_application.added', expect.objectContaining({ clientId })]);
	const endpoint = `${DOMAIN}/endpoints/${added.body.endpointId}`;
	interface Deliveries {
		readonly items: readonly { readonly deliveryId: string; readonly attempts: number; readonly status: string }[];
	}
	const delivered = async () =>
		(await host.request<Deliveries>('GET', `${endpoint}/deliveries?status=delivered`, { user: USER })).body.items;
	await expect.poll(delivered, { timeout: 30_000 }).toMatchObject([{ attempts: 1 }]);
	const deliveryId = (await delivered())[0]?.deliveryId;
	await host.request('POST', `${endpoint}/deliveries/${deliveryId}/replay`, { user: USER, body: {} });
	await expect.poll(delivered, { timeout: 30_000 }).toMatchObject([{ attempts: 2 }]);
	expect(log.mock.calls).toHaveLength(1);

	const forged = await fetch(url, { method: 'POST', body: '{}', headers: { 'webhook-id': 'dlv_1' } });
	expect(forged.status).toBe(400);
});

it('what docs/notifications.md shows of a body is one', () => {
	const [, json = ''] = /```json\n(.*?)```/s.exec(readPage('docs/notifications.md')) ?? [];
	const { type, timestamp, data } = JSON.parse(json) as {
		readonly type: EventType;
		readonly timestamp: string;
		readonly data: Record<string, unknown>;
	};
	const { customerId, domainId, clientId, ...told } = data;
	expect(EVENT_DATA_SCHEMAS[type].safeParse(told).success).toBe(true);
	expect(String(clientId).startsWith(`lk.${customerId}.${domainId}.`)).toBe(true);
	expect(new Date(timestamp).toISOString()).toBe(timestamp);
});

it('an integration rotates as docs/life-cycle.md has it, and an answer that was lost is had again', async () => {
	const host = await startHost();
	onTestFinished(() => host.close());
	const rotated = await exported<(api: string, oauthCredentials: string) => Promise<string>>(
		'docs/life-cycle.md',
		'rotated',
	);
	const { oauthCredentials } = await host.add(USER, 'acme-phones');
	const next = await rotated(host.baseUrl, oauthCredentials);
	expect(next).not.toBe(oauthCredentials);
	expect(await rotated(host.baseUrl, oauthCredentials)).toBe(next);
	for (const credentials of [oauthCredentials, next]) {
		const answer = await fetch(`${host.baseUrl}/v1/oauth2/tokens`, {
			method: 'POST',
			headers: { authorization: `Basic ${credentials}` },
		});
		expect(answer.status).toBe(200);
	}
	await expect(rotated(host.baseUrl, 'bm9ib2R5OjE=')).rejects.toThrow('no new secret: 401');
});
