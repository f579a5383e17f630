import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

const PATH = '/v1/domains/acme-phones/client-applications';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

it('an application’s activity is told to who manages the domain: who did what, from where, the newest first', async () => {
	const { clientId } = await host.add('analyst@acme', 'acme-phones', { name: 'Watched' });
	await host.add('super@acme', 'acme-phones', { name: 'Not watched' });
	await host.request('PATCH', `${PATH}/${clientId}`, {
		user: 'super@acme',
		body: { description: 'Reads', privileges: ['devices:read', 'devices:write'] },
	});
	const { page, dialog, choose, openFlyout, shown } = await openConsole(host, 'super@acme');
	await choose('Watched', 'Client Secret');
	await shown('Client Secret');
	await page.keyboard.press('Escape');

	// The relay enters what was committed a moment ago.
	const entries = dialog.getByRole('list', { name: 'Activity' }).getByRole('listitem');
	await openFlyout('Watched');
	await expect
		.poll(async () => {
			await dialog.getByRole('tab', { name: 'Details' }).click();
			await dialog.getByRole('tab', { name: 'Activity' }).click();
			return entries.count();
		})
		.toBe(4);
	const told = await entries.allTextContents();
	expect(told.map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
		expect.stringMatching(/^Client Secret shown.*super@acme from 127\.0\.0\.1.*Secret ending in \w{4}$/),
		expect.stringMatching(
			/^Application changed.*Description: nothing → Reads.*Privileges: devices:read → devices:read, devices:write$/,
		),
		expect.stringMatching(/^New secret made.*analyst@acme/),
		expect.stringMatching(/^Application added.*analyst@acme/),
	]);
});

it('addresses that an application may come from are edited one a line', async () => {
	const { clientId } = await host.add('super@acme', 'acme-phones', { name: 'From home' });
	const { dialog, openFlyout } = await openConsole(host, 'super@acme');
	await openFlyout('From home', 'Details');
	await dialog.getByRole('textbox', { name: 'Allowed addresses' }).fill('192.0.2.0/24\n2001:db8::1');
	await dialog.getByRole('button', { name: 'Save changes' }).click();
	await dialog.getByText('Saved').waitFor();
	const stored = await host.request<{ allowedAddresses: string[] }>('GET', `${PATH}/${clientId}`, {
		user: 'super@acme',
	});
	expect(stored.body.allowedAddresses).toHaveLength(2);
	expect(stored.body.allowedAddresses).toContain('192.0.2.0/24');
});
