import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
	await host.add('super@acme', 'acme-phones', { name: 'EMM' });
});
afterAll(() => host.close());

describe('in words that say what to do', () => {
	it('the page says that the user is signed out, shows nothing any more, and leads to the sign-in', async () => {
		const { page, row, openFlyout } = await openConsole(host, 'super@acme');
		await row('EMM').waitFor();
		await page.context().clearCookies();
		await openFlyout('EMM');
		const alert = page.getByRole('alert');
		await alert.getByText('You are signed out').waitFor();
		expect(await row('EMM').count()).toBe(0);
		await alert.getByRole('link', { name: 'Sign in' }).click();
		await page.getByRole('heading', { name: 'Sign in to the demo' }).waitFor();
	});

	it('the page says that the server is away, keeps what was typed, and goes on when it is back', async () => {
		const { page, dialog } = await openConsole(host, 'super@acme');
		await page.getByRole('button', { name: 'Add client application' }).click();
		await dialog.getByLabel('Name').fill('Typed once');
		await page.context().setOffline(true);
		await dialog.getByRole('button', { name: 'Add' }).click();
		await dialog.getByRole('alert').getByText('The server does not answer').waitFor();
		expect(await dialog.getByLabel('Name').inputValue()).toBe('Typed once');
		await page.context().setOffline(false);
		await dialog.getByRole('button', { name: 'Add' }).click();
		await page.getByRole('heading', { name: 'Typed once was added' }).waitFor();
	});

	it('an add whose answer was lost adds nothing twice', async () => {
		const { page, dialog, row } = await openConsole(host, 'super@acme');
		let lost = 0;
		await page.route('**/client-applications', async (route) => {
			if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
			await route.fetch();
			return route.abort();
		});
		await page.getByRole('button', { name: 'Add client application' }).click();
		await dialog.getByLabel('Name').fill('Added once');
		await dialog.getByRole('button', { name: 'Add' }).click();
		await dialog.getByRole('alert').getByText('The server does not answer').waitFor();
		await dialog.getByRole('button', { name: 'Add' }).click();
		await page.getByRole('heading', { name: 'Added once was added' }).waitFor();
		await page.reload();
		await row('Added once').waitFor();
		expect(await row('Added once').count()).toBe(1);
	});

	it('what is wrong with a value is said beside it', async () => {
		const { dialog, openFlyout } = await openConsole(host, 'super@acme');
		await openFlyout('EMM', 'Details');
		await dialog.getByRole('textbox', { name: 'Owner' }).fill('nobody with spaces');
		await dialog.getByRole('button', { name: 'Save changes' }).click();
		await dialog.getByRole('alert').getByText('must be 1 to 128 visible ASCII characters').waitFor();
	});
});
