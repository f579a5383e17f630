import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { openWindow, type Window } from './browser.ts';
import type { TestHost } from './host.ts';

/** The management page in the demo's own console, as a person uses it. */
export interface ConsolePage extends Window {
	row(name: string): Locator;
	/** The flyout or the dialog that is on top. */
	readonly dialog: Locator;
	openMenu(name: string): Promise<void>;
	/** Opens the menu of a row and chooses from it. */
	choose(name: string, item: string): Promise<void>;
	openFlyout(name: string, tab?: string): Promise<void>;
	/** What is shown under a label of the open dialog, asked for first. */
	shown(label: string): Promise<string>;
}

/** Signs in and opens Integration › Client Applications. */
export async function openConsole(
	host: TestHost,
	userId: string,
	options: BrowserContextOptions = {},
): Promise<ConsolePage> {
	const window = await openWindow(host.baseUrl, options);
	const { page } = window;
	await signIn(page, host, userId);
	await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Client Applications' }).click();
	await page.getByRole('heading', { name: 'Client applications', level: 1 }).waitFor();
	return { ...window, ...parts(page) };
}

async function signIn(page: Page, host: TestHost, userId: string): Promise<void> {
	await page.goto('/');
	await page.getByLabel('Password').fill(host.password);
	await page.getByRole('button', { name: userId }).click();
	await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

function parts(page: Page): Omit<ConsolePage, keyof Window> {
	const dialog = page.getByRole('dialog').last();
	const openMenu = (name: string): Promise<void> =>
		page
			.getByRole('button', { name: `Actions for ${name}` })
			.first()
			.click();
	return {
		dialog,
		row: (name) => page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) }),
		openMenu,
		async choose(name, item) {
			await openMenu(name);
			await page.getByRole('menuitem', { name: item }).click();
		},
		async openFlyout(name, tab) {
			await page.getByRole('button', { name, exact: true }).click();
			if (tab !== undefined) await page.getByRole('tab', { name: tab }).click();
		},
		async shown(label) {
			await dialog.getByRole('button', { name: `Show ${label}` }).click();
			const term = dialog
				.locator('dl > div')
				.filter({ has: page.locator('dt', { hasText: new RegExp(`^${label}$`) }) });
			return (await term.locator('code:not(.masked)').textContent()) ?? '';
		},
	};
}
