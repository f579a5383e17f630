import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findProgram } from '../../tools/servers/find-program.ts';
import type { TestHost } from '../support/host.ts';
import { livedInPlatform } from './platform.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const DESKTOP = { width: 1200, height: 660 };
const PHONE = { width: 390, height: 780 };

type Step = (page: Page) => Promise<unknown>;

const flyout =
	(name: string, tab: string): Step =>
	async (page) => {
		await page.getByRole('button', { name, exact: true }).click();
		await page.getByRole('tab', { name: tab }).click();
		await page.getByRole('tabpanel').waitFor();
	};
const choose =
	(name: string, item: string, then: Step = async () => undefined): Step =>
	async (page) => {
		await page.getByRole('button', { name: `Actions for ${name}` }).click();
		await page.getByRole('menuitem', { name: item }).click();
		await page.getByRole('dialog').last().waitFor();
		await then(page);
	};
const show =
	(label: string): Step =>
	(page) =>
		page.getByRole('button', { name: `Show ${label}` }).click();

/** Each view, as the README and the pages about it show it. */
const PICTURES: Readonly<Record<string, Step>> = {
	list: async () => undefined,
	empty: (page) => page.getByRole('combobox', { name: 'Domain ID' }).selectOption('acme-laptops'),
	add: (page) => page.getByRole('button', { name: 'Add client application' }).click(),
	menu: (page) => page.getByRole('button', { name: 'Actions for Intune, Europe' }).click(),
	'client-secret': choose('Intune, Europe', 'Client Secret', show('Client Secret')),
	rotate: choose('Jamf Pro', 'Rotate secret'),
	remove: choose('Jamf Pro', 'Remove'),
	details: flyout('Intune, Europe', 'Details'),
	privileges: flyout('Intune, Europe', 'Privileges'),
	secrets: flyout('Intune, Europe', 'Secrets'),
	notifications: flyout('Intune, Europe', 'Notifications'),
	activity: flyout('Intune, Europe', 'Activity'),
};

async function openPage(browser: Browser, host: TestHost, options: object): Promise<Page> {
	const context = await browser.newContext({ baseURL: host.baseUrl, locale: 'en-GB', ...options });
	const page = await context.newPage();
	await page.goto('/');
	await page.getByLabel('Password').fill(host.password);
	await page.getByRole('button', { name: 'super@acme' }).click();
	await page.getByRole('heading', { name: 'Overview' }).waitFor();
	return page;
}

async function take(page: Page, name: string, step: Step): Promise<void> {
	await page.goto('/integration/client-applications');
	await page.getByRole('button', { name: 'Jamf Pro', exact: true }).waitFor();
	await step(page);
	await page.mouse.move(0, 0);
	await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
}

const path = findProgram('chromium');
if (path === undefined) throw new Error('there is no chromium on the PATH');
mkdirSync(FOLDER, { recursive: true });
const host = await livedInPlatform();
const browser = await chromium.launch({
	executablePath: path,
	// Shades of grey: pictures with coloured edges on every letter are twice the size.
	args: ['--no-sandbox', '--disable-lcd-text'],
});
try {
	const desktop = await openPage(browser, host, { viewport: DESKTOP });
	for (const [name, step] of Object.entries(PICTURES)) await take(desktop, name, step);
	const dark = await openPage(browser, host, { viewport: DESKTOP, colorScheme: 'dark' });
	for (const name of ['list', 'secrets']) await take(dark, `${name}-dark`, PICTURES[name] ?? (async () => undefined));
	const phone = await openPage(browser, host, { viewport: PHONE });
	for (const name of ['list', 'secrets']) await take(phone, `${name}-phone`, PICTURES[name] ?? (async () => undefined));
} finally {
	await browser.close();
	await host.close();
}
