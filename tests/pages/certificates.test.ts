import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Actor } from '@latchkey/core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { openWindow } from '../support/browser.ts';
import { type EmbeddedHost, PRIVILEGES, startEmbeddedHost } from '../support/embedded-host.ts';
import { hasOpenssl, opensslFolder } from '../support/openssl.ts';

const grant = { manage: true, reveal: true, grantable: PRIVILEGES };
const ada: Actor = { userId: 'ada', customerId: 'acme', domains: { main: grant } };
const extraHTTPHeaders = { 'x-user': 'ada' };

let host: EmbeddedHost;
beforeAll(async () => {
	host = await startEmbeddedHost({ actors: { ada }, console: {} });
});
afterAll(() => host.close());

async function openCertificates(name: string): Promise<Page> {
	await host.call('ada', 'POST', '/v1/domains/main/client-applications', { body: { name } });
	const { page } = await openWindow(host.baseUrl, { extraHTTPHeaders, acceptDownloads: true });
	await page.goto('/console');
	await page.getByRole('button', { name, exact: true }).click();
	await page.getByRole('tab', { name: 'Certificates' }).click();
	return page;
}

async function expectAccessible(page: Page): Promise<void> {
	expect(await accessibilityFaults(page)).toEqual([]);
}

/** What the button saves. */
async function saved(page: Page, button: Locator): Promise<{ readonly name: string; readonly content: Buffer }> {
	const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
	return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}

describe('certificates on the page', () => {
	it('a file for an EMM console is made, saved and opened by the password beside it, and is gone after', async () => {
		const page = await openCertificates('Intune, Europe');
		await page.getByText('No certificate yet.').waitFor();
		await page.getByRole('button', { name: 'Add certificate' }).click();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Make the file' }).click();
		const made = page.getByRole('region', { name: 'The certificate is ready' });
		await made.getByRole('button', { name: 'Show Password of the file' }).click();
		const passphrase = (await made.locator('code').textContent()) ?? '';
		await expectAccessible(page);
		const { name, content } = await saved(page, made.getByRole('button', { name: 'Save Intune-Europe.p12' }));
		expect(name).toBe('Intune-Europe.p12');
		expect(() => createSecureContext({ pfx: content, passphrase })).not.toThrow();
		await made.getByRole('button', { name: 'Done' }).click();
		expect(await page.content()).not.toContain(passphrase);
		await page
			.getByRole('listitem', { name: /^Certificate ending in/ })
			.getByText('Issued', { exact: true })
			.waitFor();
	});

	it('is renewed as PEM, the earlier one being replaced, and revoked by what it would break', async () => {
		const page = await openCertificates('Jamf');
		for (const button of ['Add certificate', 'Renew']) {
			await page.getByRole('button', { name: button }).click();
			await page.getByRole('radio', { name: /^Key and certificate as PEM/ }).check();
			await page.getByRole('button', { name: 'Make the files' }).click();
			const made = page.getByRole('region', { name: 'The certificate is ready' });
			const { content } = await saved(page, made.getByRole('button', { name: 'Save Jamf.pem' }));
			expect(() => createSecureContext({ cert: content, key: content })).not.toThrow();
			// What leaves the tab leaves no key.
			await page.getByRole('tab', { name: 'Details' }).click();
			await page.getByRole('tab', { name: 'Certificates' }).click();
			await made.waitFor({ state: 'detached' });
		}
		const certificates = page.getByRole('listitem', { name: /^Certificate ending in/ });
		expect(await certificates.count()).toBe(2);
		await certificates.nth(0).getByText('Newest').waitFor();
		await certificates.nth(1).getByText('Being replaced').waitFor();
		await certificates.nth(1).getByRole('button', { name: 'Revoke' }).click();
		const dialog = page.getByRole('dialog', { name: 'Revoke a certificate of Jamf?' });
		await dialog.getByText('Nothing: it has never been used.').waitFor();
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Revoke' }).click();
		await expect.poll(() => certificates.count()).toBe(1);
		await page.getByRole('tab', { name: 'Activity' }).click();
		await expect
			.poll(async () => {
				await host.latchkey.background.run('relay');
				await page.getByRole('tab', { name: 'Details' }).click();
				await page.getByRole('tab', { name: 'Activity' }).click();
				return page.getByText('Certificate revoked').count();
			})
			.toBe(1);
	});

	it.runIf(hasOpenssl)('a request is pasted and signed, a wrong one is refused in words', async () => {
		const page = await openCertificates('SIEM');
		await page.getByRole('button', { name: 'Add certificate' }).click();
		await page.getByRole('radio', { name: /^Sign a request/ }).check();
		const pasted = page.getByRole('textbox', { name: 'Certificate signing request, as PEM' });
		await pasted.fill('no request');
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		await page.getByRole('alert').getByText('Something is not filled in right').waitFor();
		await expectAccessible(page);
		const openssl = opensslFolder();
		openssl.run(
			'req',
			'-new',
			'-newkey',
			'rsa:2048',
			'-nodes',
			'-subj',
			'/CN=any',
			'-keyout',
			'k.pem',
			'-out',
			'r.pem',
		);
		await pasted.fill(openssl.read('r.pem'));
		await page.getByRole('button', { name: 'Sign', exact: true }).click();
		const made = page.getByRole('region', { name: 'The certificate is ready' });
		const { content } = await saved(page, made.getByRole('button', { name: 'Save SIEM.pem' }));
		expect(content.toString()).not.toContain('PRIVATE KEY');
		expect(() => createSecureContext({ cert: content, key: openssl.read('k.pem') })).not.toThrow();
		openssl.remove();
		await page
			.getByRole('listitem', { name: /^Certificate ending in/ })
			.getByText('From a request')
			.waitFor();
	});
});
