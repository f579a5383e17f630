import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor } from '@latchkey/core';
import { guardedOutbound } from '@latchkey/outbound';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { openWindow } from '../support/browser.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from '../support/embedded-host.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const ada: Actor = { userId: 'ada', customerId: 'acme', domains: { main: grant } };
const extraHTTPHeaders = { 'x-user': 'ada' };
const outbound = guardedOutbound({ allow: ['127.0.0.0/8'], ports: 'any' });

const received: { readonly id: string; readonly body: string }[] = [];
const isTest = ({ body }: { readonly body: string }): boolean => body.includes('endpoint.test');
/** Fails the first test event that it is sent, and takes everything else. */
const receiver = createServer((request, response) => {
	let body = '';
	request.on('data', (chunk: Buffer) => {
		body += chunk.toString();
	});
	request.on('end', () => {
		const fails = isTest({ body }) && !received.some(isTest);
		received.push({ id: String(request.headers['webhook-id']), body });
		response.writeHead(fails ? 500 : 204).end(fails ? 'out of order' : undefined);
	});
});

let host: EmbeddedHost;
let receiverUrl: string;
beforeAll(async () => {
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	receiverUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	host = await startEmbeddedHost({ actors: { ada }, outbound, console: {} });
	await host.call('ada', 'POST', '/v1/domains/main/client-applications', { body: { name: 'EMM' } });
});
afterAll(async () => {
	await host.close();
	await outbound.close();
	receiver.close();
});

/** What a worker does by itself, done now. */
async function sent(): Promise<void> {
	await host.latchkey.background.run('relay');
	await host.latchkey.background.run('deliver');
}

describe('notifications on the page', () => {
	it('an endpoint is added, tested, and what failed is sent again and received under the same id', async () => {
		const { page } = await openWindow(host.baseUrl, { extraHTTPHeaders });
		await page.goto('/console');
		await page.getByRole('button', { name: 'EMM', exact: true }).click();
		await page.getByRole('tab', { name: 'Notifications' }).click();
		await page.getByRole('button', { name: 'Add endpoint' }).click();
		await page.getByRole('textbox', { name: 'URL' }).fill(receiverUrl);
		await page.getByRole('button', { name: 'Add endpoint' }).click();

		const endpoint = page.getByRole('listitem', { name: receiverUrl });
		await endpoint.getByRole('button', { name: 'Show Signing secret' }).click();
		expect(await endpoint.locator('.signing-secret code').textContent()).toMatch(/^whsec_/);
		await expectAccessible(page);

		await endpoint.getByRole('button', { name: 'Send test' }).click();
		const deliveries = endpoint.getByRole('region', { name: 'Deliveries' });
		await deliveries.waitFor();
		await expect
			.poll(async () => {
				await sent();
				await deliveries.getByRole('button', { name: 'Refresh' }).click();
				return deliveries.locator('summary', { hasText: 'Test event sent' }).textContent();
			})
			.toContain('Pending');
		await deliveries.locator('summary', { hasText: 'Test event sent' }).click();
		await deliveries.getByText('Answered 500').waitFor();
		await deliveries.getByText('out of order').waitFor();
		await expectAccessible(page);

		await deliveries.getByRole('button', { name: 'Send again' }).first().click();
		await expect
			.poll(async () => {
				await sent();
				await deliveries.getByRole('button', { name: 'Refresh' }).click();
				return deliveries.locator('summary', { hasText: 'Test event sent' }).textContent();
			})
			.toContain('Delivered');
		const tests = received.filter(isTest);
		expect(tests.map(({ id }) => id)).toEqual([tests[0]?.id, tests[0]?.id]);
	});

	it('an endpoint is removed only when that is confirmed, and its signing secret is on no page by then', async () => {
		const { page } = await openWindow(host.baseUrl, { extraHTTPHeaders });
		await page.goto('/console');
		await page.getByRole('button', { name: 'EMM', exact: true }).click();
		await page.getByRole('tab', { name: 'Notifications' }).click();
		const endpoint = page.getByRole('listitem', { name: receiverUrl });
		expect(await endpoint.textContent()).not.toContain('Signing secret');
		await endpoint.getByRole('button', { name: 'Remove', exact: true }).click();
		await endpoint.getByRole('button', { name: 'Keep' }).click();
		await endpoint.getByRole('button', { name: 'Remove', exact: true }).click();
		await endpoint.getByRole('button', { name: 'Remove for good' }).click();
		await page.getByText('No endpoint hears of this application yet').waitFor();
	});
});

/** In light and in dark, between which only colours differ. */
async function expectAccessible(page: Page): Promise<void> {
	expect(await accessibilityFaults(page)).toEqual([]);
	await page.emulateMedia({ colorScheme: 'dark' });
	expect(await accessibilityFaults(page, { only: ['color-contrast'] })).toEqual([]);
	await page.emulateMedia({ colorScheme: 'light' });
}
