import { manualClock } from '@latchkey/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConsole } from '../support/console-page.ts';
import { startHost, type TestHost } from '../support/host.ts';

const HOUR_MS = 3_600_000;
/** Longer than the page waits before it looks at a rotation again. */
const LOOK_MS = 6000;

const clock = manualClock();
let host: TestHost;
beforeAll(async () => {
	host = await startHost({ ports: { clock } });
});
afterAll(() => host.close());

const tokenStatus = async (oauthCredentials: string): Promise<number> => {
	const headers = { authorization: `Basic ${oauthCredentials}` };
	return (await host.request('POST', '/v1/oauth2/tokens', { headers })).status;
};

/** Lets the page's own time pass, so that it looks again by itself. */
const watched = (page: Page, see: () => Promise<unknown>): ReturnType<typeof expect.poll> =>
	expect.poll(
		async () => {
			await page.clock.fastForward(LOOK_MS);
			return see();
		},
		{ timeout: 20_000 },
	);

it('a rotation with overlap is watched to its end, and nothing breaks on the way', async () => {
	const old = await host.add('super@acme', 'acme-phones', { name: 'EMM' });
	const { page, dialog, openFlyout, shown } = await openConsole(host, 'super@acme');
	await page.clock.install();
	await openFlyout('EMM', 'Secrets');
	await dialog.getByRole('button', { name: 'Rotate secret' }).click();
	await dialog.getByRole('radio', { name: '1 hour' }).check();
	await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
	await page.getByRole('heading', { name: 'New Client Secret for EMM' }).waitFor();
	const fresh = await shown('OAuth Credentials');
	await dialog.getByRole('button', { name: 'Done' }).click();

	const rotation = dialog.getByRole('region', { name: 'Rotation under way' });
	const adopted = rotation.getByRole('listitem').filter({ hasText: 'Integration uses it' });
	await adopted.getByText('Not yet').waitFor();
	await rotation.getByRole('button', { name: 'Take back' }).waitFor();
	expect(await dialog.getByRole('listitem', { name: 'Secret ending in' }).count()).toBe(2);
	expect(await tokenStatus(old.oauthCredentials)).toBe(200);
	expect(await tokenStatus(fresh)).toBe(200);

	await watched(page, () => adopted.getByText('Not yet').count()).toBe(0);
	expect(await rotation.getByRole('button', { name: 'Take back' }).count()).toBe(0);

	clock.advance(HOUR_MS + 1000);
	await watched(page, () => rotation.count()).toBe(0);
	expect(await dialog.getByRole('listitem', { name: 'Secret ending in' }).count()).toBe(1);
	expect(await tokenStatus(old.oauthCredentials)).toBe(401);
	expect(await tokenStatus(fresh)).toBe(200);
});

it('a rotation is taken back, and before a secret is revoked the page says what would break', async () => {
	const old = await host.add('super@acme', 'acme-phones', { name: 'Busy' });
	await tokenStatus(old.oauthCredentials);
	const { page, dialog, choose, openFlyout } = await openConsole(host, 'super@acme');
	await choose('Busy', 'Rotate secret');
	await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
	await dialog.getByRole('button', { name: 'Done' }).click();
	await openFlyout('Busy', 'Secrets');
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await dialog.getByText('The old one works as before').waitFor();
	await dialog.getByText('it has never been used').waitFor();
	await dialog.getByRole('button', { name: 'Take back' }).click();
	await expect.poll(() => page.getByRole('listitem', { name: 'Secret ending in' }).count()).toBe(1);
	expect(await tokenStatus(old.oauthCredentials)).toBe(200);

	// What was counted is written out within seconds, and then told.
	const impact = dialog.getByRole('region', { name: 'What would break' });
	const ask = async (): Promise<string | null> => {
		await page.keyboard.press('Escape');
		await page.getByRole('heading', { name: 'Revoke a secret' }).waitFor({ state: 'hidden' });
		await dialog.getByRole('button', { name: 'Revoke' }).click();
		await page.getByRole('heading', { name: 'Revoke a secret' }).waitFor();
		return impact.textContent();
	};
	await dialog.getByRole('button', { name: 'Revoke' }).click();
	// It reads first; an Escape before it is open would close what lies below.
	await page.getByRole('heading', { name: 'Revoke a secret' }).waitFor();
	await expect
		.poll(ask, { timeout: 45_000, interval: 1000 })
		.toMatch(/Last used.*How often.*2 tokens.*From.*127\.0\.0\.1/s);
	await dialog.getByRole('button', { name: 'Revoke' }).click();
	await page.getByText('No secret works').waitFor();
	expect(await tokenStatus(old.oauthCredentials)).toBe(401);
});
