import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
	await host.add('super@acme', 'acme-phones', { name: 'Of the administrator' });
	await host.add('analyst@acme', 'acme-phones', { name: 'Of the analyst' });
});
afterAll(() => host.close());

it('an analyst sees their own applications, and is offered what they may do', async () => {
	const { page, dialog, row, openFlyout } = await openConsole(host, 'analyst@acme');
	await row('Of the analyst').waitFor();
	expect(await row('Of the administrator').count()).toBe(0);
	// How full the domain is would tell of what they do not see.
	await page.getByText('1 application of yours').waitFor();
	expect(await page.getByText('of 63').count()).toBe(0);

	await openFlyout('Of the analyst');
	await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
	expect(await dialog.getByRole('textbox', { name: 'Owner' }).count()).toBe(0);
	expect(await dialog.getByRole('tab', { name: 'Activity' }).count()).toBe(0);
	await dialog.getByRole('tab', { name: 'Privileges' }).click();
	await dialog.getByRole('checkbox', { name: 'View devices' }).waitFor();
	expect(await dialog.getByRole('checkbox').count()).toBe(2);
	expect(await dialog.getByRole('checkbox', { name: 'Lock devices' }).count()).toBe(0);
});

it('who may not grant a privilege of an application is not offered its secrets, and is told why', async () => {
	const { clientId } = await host.add('super@acme', 'acme-phones', {
		name: 'Handed over',
		privileges: ['devices:write'],
	});
	const path = `/v1/domains/acme-phones/client-applications/${clientId}`;
	await host.request('PATCH', path, { user: 'super@acme', body: { ownerId: 'analyst@acme' } });
	const { page, dialog, openMenu, openFlyout } = await openConsole(host, 'analyst@acme');
	await openMenu('Handed over');
	expect(await page.getByRole('menuitem').allTextContents()).toEqual(
		['Disable', 'Revoke all tokens', 'Remove'].map((item) => expect.stringContaining(item)),
	);
	await page.keyboard.press('Escape');
	await openFlyout('Handed over', 'Secrets');
	await dialog.getByText('you can neither see nor rotate its secrets').waitFor();
	expect(await dialog.getByRole('button', { name: 'Rotate secret' }).count()).toBe(0);
	await dialog.getByRole('button', { name: 'Revoke' }).waitFor();
});
