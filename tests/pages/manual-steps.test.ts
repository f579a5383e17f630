import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

interface TokenAnswer {
	readonly access_token: string;
	readonly scope: string;
}

describe("the manual's steps, as an administrator", () => {
	it('end with OAuth Credentials that earn a token, and the token opens the API', async () => {
		const { page, dialog, row, choose, shown } = await openConsole(host, 'super@acme');
		await page.getByRole('button', { name: 'Add client application' }).first().click();
		await dialog.getByLabel('Name').fill('Intune, Europe');
		await dialog.getByLabel('Description').fill('Compliance state of phones');
		await dialog.getByRole('button', { name: 'Add' }).click();

		await page.getByRole('heading', { name: 'Intune, Europe was added' }).waitFor();
		await dialog.getByRole('button', { name: 'Done' }).click();
		await dialog.getByRole('checkbox', { name: 'View devices' }).check();
		await dialog.getByRole('button', { name: 'Save changes' }).click();
		await page.getByRole('status').getByText('Saved').first().waitFor();
		await dialog.getByRole('button', { name: 'Close' }).click();

		await expect.poll(() => row('Intune, Europe').textContent()).toContain('View devices');
		const clientId = await row('Intune, Europe').locator('code').textContent();
		expect(clientId).toMatch(/^lk\.acme\.acme-phones\.\w{22}$/);

		await choose('Intune, Europe', 'Client Secret');
		const oauthCredentials = await shown('OAuth Credentials');
		const clientSecret = await shown('Client Secret');
		const curl = await shown('Token request');
		expect(Buffer.from(oauthCredentials, 'base64').toString()).toBe(`${clientId}:${clientSecret}`);

		// The request of the product manual, with what the page showed.
		const answer = await host.request<TokenAnswer>('POST', '/v1/oauth2/tokens', {
			headers: {
				authorization: `Basic ${oauthCredentials}`,
				'content-type': 'application/x-www-form-urlencoded',
				accept: 'application/json',
			},
		});
		expect(answer.body).toMatchObject({ token_type: 'Bearer', scope: 'devices:read' });
		const headers = { authorization: `Bearer ${answer.body.access_token}` };
		expect((await host.request('GET', '/v1/devices', { headers })).status).toBe(200);

		// And the line to paste.
		const { stdout } = await promisify(execFile)('sh', ['-c', curl]);
		const pasted = JSON.parse(stdout) as TokenAnswer;
		expect(pasted.scope).toBe('devices:read');
	});

	it('copy what is masked without showing it, and say so', async () => {
		const credentials = await host.add('super@acme', 'acme-phones', { name: 'Copied' });
		const permissions = ['clipboard-read', 'clipboard-write'];
		const { page, dialog, choose } = await openConsole(host, 'super@acme', { permissions });
		await choose('Copied', 'Client Secret');
		await dialog.getByRole('button', { name: 'Copy OAuth Credentials' }).click();
		await dialog.getByText('OAuth Credentials copied').waitFor();
		expect(await page.evaluate('navigator.clipboard.readText()')).toBe(credentials.oauthCredentials);
		expect(await dialog.textContent()).not.toContain(credentials.clientSecret);
	});

	it('stop at the limit, in words', async () => {
		const name = 'One more';
		const { page, row } = await openConsole(host, 'super@globex');
		for (let count = 0; count < 63; count++) await host.add('super@globex', 'globex-main', { name: `Filler ${count}` });
		await page.getByRole('button', { name: 'Add client application' }).first().click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Name').fill(name);
		await dialog.getByRole('button', { name: 'Add' }).click();
		await dialog.getByRole('alert').getByText('The domain is full').waitFor();
		expect(await dialog.getByRole('alert').textContent()).toContain('63 client applications');
		await dialog.getByRole('button', { name: 'Cancel' }).click();
		await page.reload();
		await page.getByText('63 of 63').waitFor();
		expect(await page.getByRole('button', { name: 'Add client application' }).isDisabled()).toBe(true);
		expect(await row(name).count()).toBe(0);
	});
});
