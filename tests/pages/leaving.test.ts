import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { type Credentials, startHost, type TestHost } from '../support/host.ts';

const TWO_MINUTES_MS = 120_000;

let host: TestHost;
let credentials: Credentials;
beforeAll(async () => {
	host = await startHost();
	credentials = await host.add('super@acme', 'acme-phones', { name: 'EMM' });
});
afterAll(() => host.close());

/** Everything that the page holds where somebody could find it: the tree with its shadows, fields, storage, address. */
const HELD = `(() => {
	const texts = [document.title, location.href, JSON.stringify(history.state), document.cookie];
	for (const storage of [localStorage, sessionStorage]) texts.push(JSON.stringify({ ...storage }));
	const walk = (root) => {
		for (const element of root.querySelectorAll('*')) {
			texts.push(...[...element.attributes].map(({ value }) => value), element.value ?? '');
			if (element.shadowRoot) walk(element.shadowRoot);
		}
		texts.push(root.textContent ?? '');
	};
	walk(document);
	return texts.join('\\n');
})()`;

async function holdsSecret(page: Page): Promise<boolean> {
	const held = (await page.evaluate(HELD)) as string;
	const base64 = credentials.oauthCredentials.replace(/=+$/, '');
	return held.includes(credentials.clientSecret) || held.includes(base64);
}

describe('a credential', () => {
	it('is on the page while it is shown, and nowhere once its dialog is closed', async () => {
		const { page, dialog, choose, shown } = await openConsole(host, 'super@acme');
		const entries = await page.evaluate('history.length');
		await choose('EMM', 'Client Secret');
		await dialog.waitFor();
		expect(await holdsSecret(page), 'before it is asked for').toBe(false);
		expect(await shown('Client Secret')).toBe(credentials.clientSecret);
		await shown('Token request');
		expect(await holdsSecret(page)).toBe(true);
		await page.keyboard.press('Escape');
		await expect.poll(() => dialog.count()).toBe(0);
		expect(await holdsSecret(page)).toBe(false);
		expect(await page.evaluate('history.length')).toBe(entries);
		const databases = await page.evaluate('indexedDB.databases().then((found) => found.length)');
		expect(databases).toBe(0);
		expect(await page.evaluate('caches.keys()')).toEqual([]);
	});

	it('leaves the page after two minutes, and comes back when it is asked for', async () => {
		const { page, dialog, choose, shown } = await openConsole(host, 'super@acme');
		await page.clock.install();
		await choose('EMM', 'Client Secret');
		await shown('Client Secret');
		await page.clock.fastForward(TWO_MINUTES_MS - 1000);
		expect(await holdsSecret(page)).toBe(true);
		await page.clock.fastForward(2000);
		await dialog.getByText('Two minutes are over').waitFor();
		expect(await holdsSecret(page)).toBe(false);
		expect(await shown('Client Secret')).toBe(credentials.clientSecret);
	});

	it('goes with the element, and with the user who signs out', async () => {
		const { page, choose, shown } = await openConsole(host, 'super@acme');
		await choose('EMM', 'Client Secret');
		await shown('Client Secret');
		await page.evaluate(`(() => {
			const element = document.querySelector('client-applications');
			globalThis.kept = element;
			element.remove();
		})()`);
		await expect.poll(() => page.evaluate('kept.shadowRoot.textContent.includes("lks_")')).toBe(false);
	});
});
