import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { type ConsolePage, openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

const PATH = '/v1/domains/acme-phones/client-applications';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
	const credentials = await host.add('super@acme', 'acme-phones', {
		name: 'Used',
		privileges: ['devices:read', 'devices:write', 'reports:read'],
		secretExpiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
	});
	await host.token(credentials);
	const other = await host.add('analyst@acme', 'acme-phones', { name: 'Disabled' });
	const disabled = { user: 'super@acme', body: { status: 'disabled' } };
	await host.request('PATCH', `${PATH}/${other.clientId}`, disabled);
	await host.request('POST', `${PATH}/${credentials.clientId}/secrets`, { user: 'super@acme', body: {} });
});
afterAll(() => host.close());

/** All that differs between light and dark. */
const COLOURS = { only: ['color-contrast'] };

type View = readonly [name: string, open: (console: ConsolePage) => Promise<unknown>];

const inFlyout =
	(tab: string) =>
	async ({ page, openFlyout }: ConsolePage): Promise<void> => {
		await openFlyout('Used', tab);
		await page.getByRole('tabpanel').waitFor();
	};
const byMenu =
	(item: string, name = 'Used') =>
	async ({ dialog, choose }: ConsolePage): Promise<void> => {
		await choose(name, item);
		await dialog.waitFor();
	};

const searchInVain = async (page: Page): Promise<void> => {
	await page.getByRole('searchbox').fill('no such thing');
	await page.getByText('Nothing matches').waitFor();
};

const VIEWS: readonly View[] = [
	['the list', ({ row }) => row('Used').waitFor()],
	['a list in which nothing is found', ({ page }) => searchInVain(page)],
	['the menu', ({ openMenu }) => openMenu('Used')],
	['an empty domain', ({ page }) => page.getByRole('combobox', { name: 'Domain ID' }).selectOption('acme-laptops')],
	['adding', ({ page }) => page.getByRole('button', { name: 'Add client application' }).click()],
	['details', inFlyout('Details')],
	['privileges', inFlyout('Privileges')],
	['secrets, with a rotation', inFlyout('Secrets')],
	['activity', inFlyout('Activity')],
	[
		'unsaved changes',
		async (console) => {
			await inFlyout('Details')(console);
			await console.page.getByRole('textbox', { name: 'Name' }).fill('Another name');
		},
	],
	['masked credentials', byMenu('Client Secret')],
	[
		'shown credentials',
		async (console) => {
			await byMenu('Client Secret')(console);
			await console.shown('Client Secret');
		},
	],
	['rotating', byMenu('Rotate secret')],
	['disabling', byMenu('Disable')],
	['enabling', byMenu('Enable', 'Disabled')],
	['removing', byMenu('Remove')],
];

describe.each(['light', 'dark'] as const)('axe-core, in %s', (colorScheme) => {
	it('finds nothing on any view', { timeout: 240_000 }, async () => {
		const console = await openConsole(host, 'super@acme', { colorScheme, reducedMotion: 'reduce' });
		const found: string[] = [];
		for (const [name, open] of VIEWS) {
			await console.page.goto('/integration/client-applications');
			await console.row('Used').waitFor();
			await open(console);
			const faults = await accessibilityFaults(console.page, colorScheme === 'dark' ? COLOURS : {});
			found.push(...faults.map((fault) => `${name}: ${fault}`));
		}
		expect(found).toEqual([]);
	});

	it('finds nothing on the pages around it', async () => {
		const { page } = await openConsole(host, 'super@acme', { colorScheme, reducedMotion: 'reduce' });
		for (const path of ['/', '/sign-in', '/console']) {
			await page.goto(path);
			await page.getByRole('heading').first().waitFor();
			expect(await accessibilityFaults(page), path).toEqual([]);
		}
	});
});
