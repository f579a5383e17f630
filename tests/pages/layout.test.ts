import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
	await host.add('super@acme', 'acme-phones', {
		name: 'A rather long name of an integration that somebody gave it on a very wide screen, all of it',
		privileges: ['devices:read', 'devices:write', 'reports:read', 'events:read'],
	});
});
afterAll(() => host.close());

/** How far anything reaches over what is to be seen, in CSS pixels: the page and whatever scrolls in it. */
const OVERFLOW = `(() => {
	const over = [document.documentElement.scrollWidth - innerWidth];
	const shadow = document.querySelector('client-applications').shadowRoot;
	for (const element of shadow.querySelectorAll('dialog, .panel, .tab-panel, .page, .form')) {
		over.push(element.scrollWidth - element.clientWidth);
	}
	return Math.max(...over);
})()`;

const overflow = async (page: Page): Promise<unknown> => {
	await page.evaluate('Promise.all(document.getAnimations({ subtree: true }).map((animation) => animation.finished))');
	return page.evaluate(OVERFLOW);
};

describe.each([
	['on the narrowest phone', { viewport: { width: 320, height: 640 } }, undefined],
	['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, undefined],
	['zoomed to 200 %', { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }, undefined],
	['with text at 200 %', { viewport: { width: 1280, height: 800 } }, '200%'],
])('%s', (_name, options, fontSize) => {
	it('nothing runs over the edge, and all can be reached', async () => {
		const { page, dialog, openMenu } = await openConsole(host, 'super@acme', options);
		if (fontSize !== undefined) await page.evaluate(`document.documentElement.style.fontSize = '${fontSize}'`);
		const name = page.getByRole('button', { name: /^A rather long name/ });
		await name.waitFor();
		expect(await overflow(page), 'the list').toBeLessThanOrEqual(0);
		for (const tab of ['Details', 'Privileges', 'Secrets']) {
			await name.click();
			await page.getByRole('tab', { name: tab }).click();
			expect(await overflow(page), tab).toBeLessThanOrEqual(0);
			await dialog.getByRole('button', { name: 'Close' }).click();
		}
		await openMenu('A rather long name');
		await page.getByRole('menuitem', { name: 'Client Secret' }).click();
		await dialog.getByRole('button', { name: 'Show Client Secret' }).click();
		await dialog.getByRole('button', { name: 'Hide Client Secret' }).waitFor();
		expect(await overflow(page), 'credentials').toBeLessThanOrEqual(0);
		await dialog.getByRole('button', { name: 'Done' }).click();
		await page.getByRole('button', { name: 'Add client application' }).click();
		expect(await overflow(page), 'adding').toBeLessThanOrEqual(0);
	});
});
