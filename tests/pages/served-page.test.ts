import { gzipSync } from 'node:zlib';
import type { Actor } from '@latchkey/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWindow } from '../support/browser.ts';
import { type EmbeddedHost, startEmbeddedHost } from '../support/embedded-host.ts';

const MOST_BYTES = 60_000;
const MODULE = '/console/client-applications.js';

const ada: Actor = {
	userId: 'ada',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: ['devices:read'] } },
};

let host: EmbeddedHost;
beforeAll(async () => {
	host = await startEmbeddedHost({ actors: { ada }, prefix: '/latchkey', console: { signInUrl: '/sign-in?from="<&' } });
});
afterAll(() => host.close());

describe('the page that the adapter serves', () => {
	it('shows the applications, from a router under any path and an API under another', async () => {
		await host.call('ada', 'POST', '/latchkey/v1/domains/main/client-applications', { body: { name: 'EMM' } });
		const extraHTTPHeaders = { 'x-user': 'ada' };
		const { page } = await openWindow(host.baseUrl, { extraHTTPHeaders });
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		await page.goto('/console');
		await page.getByRole('button', { name: 'EMM', exact: true }).waitFor();
		expect(asked.filter((url) => !url.startsWith(`${host.baseUrl}/`))).toEqual([]);
	});

	it('sends a user who is signed out to where the host said, and nothing of that is markup', async () => {
		const { page } = await openWindow(host.baseUrl);
		await page.goto('/console');
		expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in?from="<&');
	});

	it.each(['/console', '/console/page.css', MODULE])(
		'%s lets nothing in from elsewhere, and no inline code',
		async (path) => {
			const answer = await fetch(`${host.baseUrl}${path}`);
			const policy = answer.headers.get('content-security-policy') ?? '';
			expect(answer.status).toBe(200);
			expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
			expect(policy).toContain("require-trusted-types-for 'script'");
			expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
			expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
		},
	);

	it('refuses what somebody smuggles in: an inline script does not run', async () => {
		const { page, complaints } = await openWindow(host.baseUrl, { extraHTTPHeaders: { 'x-user': 'ada' } });
		await page.goto('/console');
		await page
			.evaluate(`(() => {
			const script = document.createElement('script');
			const policy = trustedTypes.createPolicy('lit-html', { createScript: (text) => text });
			script.text = policy.createScript('globalThis.smuggled = true');
			document.head.append(script);
		})()`)
			.catch(() => undefined);
		expect(await page.evaluate('globalThis.smuggled')).toBeUndefined();
		(complaints as string[]).length = 0;
	});

	it('is one module of at most 60 kB, compressed, that is not sent again where it has not changed', async () => {
		const answer = await fetch(`${host.baseUrl}${MODULE}`);
		const text = await answer.text();
		expect(gzipSync(text, { level: 9 }).byteLength).toBeLessThanOrEqual(MOST_BYTES);
		expect(text).not.toMatch(/\bimport(?:\s+[\w{*]|\s*[("'{*])|\beval\(|new Function\(/);
		const etag = answer.headers.get('etag') ?? '';
		const again = await fetch(`${host.baseUrl}${MODULE}`, {
			// As a browser asks, which is not what fetch would say here by itself.
			headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
		});
		expect([again.status, etag]).toEqual([304, expect.stringMatching(/"/)]);
	});
});
