import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

const PATH = '/v1/domains/acme-phones/client-applications';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
});
afterAll(() => host.close());

it('two who edit one application lose nothing: the later one is shown both, and chooses', async () => {
	const { clientId } = await host.add('super@acme', 'acme-phones', { name: 'Shared', description: 'At first' });
	const [ada, eve] = await Promise.all([openConsole(host, 'super@acme'), openConsole(host, 'domain@acme')]);
	for (const { openFlyout } of [ada, eve]) await openFlyout('Shared', 'Details');
	await eve.dialog.getByRole('textbox', { name: 'Name' }).fill('By Eve');
	await eve.dialog.getByRole('textbox', { name: 'Description' }).fill('Also by Eve');
	await eve.dialog.getByRole('button', { name: 'Save changes' }).click();
	await eve.dialog.getByText('Saved').waitFor();

	await ada.dialog.getByRole('textbox', { name: 'Name' }).fill('By Ada');
	await ada.dialog.getByRole('button', { name: 'Save changes' }).click();
	const conflict = ada.dialog.getByRole('alert');
	await conflict.getByText('Somebody else changed this application').waitFor();
	expect(await conflict.getByRole('definition').allTextContents()).toEqual(['By Eve']);
	const stored = async (): Promise<object> =>
		(await host.request('GET', `${PATH}/${clientId}`, { user: 'super@acme' })).body;
	expect(await stored(), 'nothing was saved over it').toMatchObject({ name: 'By Eve' });

	await conflict.getByRole('button', { name: 'Save mine on top' }).click();
	await ada.dialog.getByText('Saved').waitFor();
	expect(await stored()).toMatchObject({ name: 'By Ada', description: 'Also by Eve' });
});

it('a removal of what was changed meanwhile is asked again', async () => {
	const { clientId } = await host.add('super@acme', 'acme-phones', { name: 'To be removed' });
	const { page, dialog, row, choose } = await openConsole(host, 'super@acme');
	await choose('To be removed', 'Remove');
	await dialog.getByText('Nothing: it has never been used').waitFor();
	await host.request('PATCH', `${PATH}/${clientId}`, { user: 'super@acme', body: { name: 'Renamed' } });
	await dialog.getByRole('button', { name: 'Remove' }).click();
	await dialog.getByRole('alert').getByText('Somebody else changed it meanwhile').waitFor();
	await page.getByRole('heading', { name: 'Remove Renamed?' }).waitFor();
	await dialog.getByRole('button', { name: 'Remove' }).click();
	await page.getByText('Renamed was removed').waitFor();
	expect(await row('To be removed').count()).toBe(0);
});
