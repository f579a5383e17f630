import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlainHost, type PlainHost } from '@latchkey/example-plain-html';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { openWindow } from '../support/browser.ts';

const server = createServer();
let host: PlainHost;
let baseUrl: string;
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	host = await createPlainHost(baseUrl);
	server.on('request', host.app);
});
afterAll(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
	await host.close();
});

const ROOT = "document.querySelector('client-applications').shadowRoot";

describe('the component in a plain page of another host', () => {
	it('adds an application under the prefix of that host, and shows where its tokens come from', async () => {
		const { page } = await openWindow(baseUrl);
		await page.goto('/');
		await page.getByRole('button', { name: 'Add API client' }).first().click();
		const dialog = page.getByRole('dialog').last();
		await dialog.getByLabel('Name').fill('Route planner');
		await dialog.getByRole('button', { name: 'Add' }).click();
		await page.getByRole('heading', { name: 'Route planner was added' }).waitFor();
		await dialog.getByText(`${baseUrl}/latchkey/oauth2/token`).waitFor();
	});

	it('takes its words, its colours and its type face', async () => {
		const { page } = await openWindow(baseUrl);
		await page.goto('/');
		await page.getByRole('heading', { name: 'API clients', level: 1 }).waitFor();
		const button = `getComputedStyle(${ROOT}.querySelector('.button.primary'))`;
		expect(await page.evaluate(`${button}.backgroundColor`)).toBe('rgb(11, 107, 93)');
		expect(await page.evaluate(`${button}.fontFamily`)).toContain('Georgia');
		expect(await accessibilityFaults(page)).toEqual([]);
	});

	it('stays light where the host is, whatever the user’s system prefers', async () => {
		const { page } = await openWindow(baseUrl, { colorScheme: 'dark' });
		await page.goto('/');
		await page.getByRole('heading', { name: 'API clients' }).waitFor();
		const colour = await page.evaluate(`getComputedStyle(document.querySelector('client-applications')).color`);
		expect(colour).toBe('rgb(26, 29, 35)');
	});

	it('tells the host when another domain is chosen', async () => {
		const { page } = await openWindow(baseUrl);
		await page.goto('/');
		await page.getByRole('combobox', { name: 'Domain ID' }).selectOption('trucks');
		await expect.poll(() => page.title()).toBe('Fleetboard · API clients of trucks');
	});
});
