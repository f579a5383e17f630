import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, expect, inject, onTestFinished } from 'vitest';

const WAITS_MS = 20_000;

/** A window of a user's own: its own cookies, and nothing that another one left. */
export interface Window {
	readonly page: Page;
	/** What the browser complained of: errors of scripts, and what the content security policy refused. */
	readonly complaints: readonly string[];
}

let started: Promise<Browser> | undefined;

afterAll(async () => {
	await (await started)?.close();
});

/**
 * A window of the one browser that the test file has; closed when the test has finished, which it must without
 * complaint.
 */
export async function openWindow(baseURL: string, options: BrowserContextOptions = {}): Promise<Window> {
	started ??= startBrowser();
	const context = await (await started).newContext({ baseURL, locale: 'en-GB', ...options });
	const page = await context.newPage();
	page.setDefaultTimeout(WAITS_MS);
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.message));
	page.on('console', (message) => {
		// An answer that is an error is said by the page in words; the browser says so too.
		if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
			complaints.push(message.text());
		}
	});
	onTestFinished(async () => {
		await context.close();
		expect(complaints).toEqual([]);
	});
	return { page, complaints };
}

function startBrowser(): Promise<Browser> {
	const found = inject('chromium');
	if ('missing' in found) throw new Error(found.missing);
	// Tests run as root in containers, where Chromium's own sandbox cannot be set up.
	return chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
