import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { type Credentials, startHost, type TestHost } from '../support/host.ts';

const PATH = '/v1/domains/acme-phones/client-applications';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

async function opens(token: string): Promise<boolean> {
	const headers = { authorization: `Bearer ${token}` };
	return (await host.request('GET', '/v1/devices', { headers })).status === 200;
}

it('all tokens of an application are revoked from its menu, once that is confirmed, and its secret stays', async () => {
	const added = await host.add('super@acme', 'acme-phones', { name: 'EMM', privileges: ['devices:read'] });
	const token = await host.token(added);
	const { page, dialog, choose } = await openConsole(host, 'super@acme');
	await choose('EMM', 'Revoke all tokens');
	await dialog.getByText('Every token that it was issued until now').waitFor();
	expect(await opens(token)).toBe(true);
	await dialog.getByRole('button', { name: 'Revoke tokens' }).click();
	await page.getByText('The tokens of EMM were revoked').waitFor();
	expect(await opens(token)).toBe(false);
	expect(await opens(await host.token(added))).toBe(true);
});

it('what a manager has restricted, its owner is told of and not offered', async () => {
	const { clientId }: Credentials = await host.add('analyst@acme', 'acme-phones', { name: 'Fenced in' });
	const body = { status: 'disabled', allowedAddresses: ['192.0.2.0/24'] };
	await host.request('PATCH', `${PATH}/${clientId}`, { user: 'super@acme', body });
	const { page, row, dialog, openMenu, openFlyout } = await openConsole(host, 'analyst@acme');
	await row('Fenced in').getByText('Disabled by a manager').waitFor();
	await openMenu('Fenced in');
	await page.getByRole('menuitem', { name: 'Remove' }).waitFor();
	expect(await page.getByRole('menuitem', { name: 'Enable' }).count()).toBe(0);
	await page.keyboard.press('Escape');
	await openFlyout('Fenced in', 'Details');
	await dialog.getByText('Only a manager can change them').waitFor();
	expect(await dialog.getByRole('textbox', { name: 'Allowed addresses' }).getAttribute('readonly')).not.toBeNull();
});
