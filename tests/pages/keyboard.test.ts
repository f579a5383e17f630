import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
	host = await startHost();
	await host.add('super@acme', 'acme-phones', { name: 'EMM' });
});
afterAll(() => host.close());

/** The accessible name or the text of what has the focus, through the shadow. */
const focused = (page: Page): Promise<unknown> =>
	page.evaluate(`(() => {
		let active = document.activeElement;
		while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
		return active.getAttribute('aria-label') ?? active.labels?.[0]?.textContent.trim() ?? active.textContent.trim();
	})()`);

async function tabTo(page: Page, name: string): Promise<void> {
	for (let count = 0; count < 60; count++) {
		if (String(await focused(page)).startsWith(name)) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`${name} is not reached by the Tab key`);
}

describe('by keyboard alone', () => {
	it('an application is added, given privileges and closed, and the focus comes back to where it was', async () => {
		const { page, row } = await openConsole(host, 'super@acme');
		await row('EMM').waitFor();
		await tabTo(page, 'Add client application');
		await page.keyboard.press('Enter');
		await expect.poll(() => focused(page)).toContain('Name');
		await page.keyboard.type('By keyboard');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'By keyboard was added' }).waitFor();
		await page.keyboard.press('Escape');
		await expect.poll(() => page.getByRole('dialog').count()).toBe(1);

		await tabTo(page, 'Privileges');
		await page.keyboard.press('ArrowRight');
		expect(await focused(page)).toBe('Secrets');
		await page.keyboard.press('ArrowLeft');
		await tabTo(page, 'View devices');
		await page.keyboard.press('Space');
		await page.keyboard.press('Escape');
		await page.getByText('You have unsaved changes').waitFor();
		await tabTo(page, 'Keep editing');
		await page.keyboard.press('Enter');
		await tabTo(page, 'Save changes');
		await page.keyboard.press('Enter');
		await page.getByRole('status').getByText('Saved').first().waitFor();
		await page.keyboard.press('Escape');
		await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
		await expect.poll(() => focused(page)).toBe('Add client application');
	});

	it('the menu opens, is walked through and closes, and the focus comes back to its button', async () => {
		const { page, row } = await openConsole(host, 'super@acme');
		await row('EMM').waitFor();
		await tabTo(page, 'Actions for EMM');
		await page.keyboard.press('Enter');
		await expect.poll(() => focused(page)).toBe('Client Secret');
		await page.keyboard.press('ArrowDown');
		expect(await focused(page)).toBe('Rotate secret');
		await page.keyboard.press('End');
		expect(await focused(page)).toBe('Remove');
		await page.keyboard.press('ArrowDown');
		expect(await focused(page)).toBe('Client Secret');
		await page.keyboard.press('Escape');
		await expect.poll(() => page.getByRole('menu').count()).toBe(0);
		await expect.poll(() => focused(page)).toBe('Actions for EMM');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name: 'Client Secret of EMM' }).waitFor();
		await page.keyboard.press('Escape');
		await expect.poll(() => focused(page)).toBe('Actions for EMM');
	});
});
