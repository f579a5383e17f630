import type { AddressInfo } from 'node:net';
import type { Logger } from '@latchkey/core';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { failurePage } from '../apps/demo/src/pages/failure.ts';
import { pagesRouter } from '../apps/demo/src/sign-in/router.ts';
import type { Sessions } from '../apps/demo/src/sign-in/sessions.ts';

const broken: Sessions = {
	begin: () => '',
	end: () => '',
	userOf() {
		throw new Error('the sessions are in /srv/secret-place');
	},
};

it('a page that fails is told of in the log, and to who asked without a stack', async () => {
	const errors: unknown[] = [];
	const silent = (): void => undefined;
	const logger: Logger = { debug: silent, info: silent, warn: silent, error: ({ error }) => void errors.push(error) };
	const app = express();
	app.use(pagesRouter(broken, { password: 'demo', baseUrl: 'http://127.0.0.1' }), failurePage(logger));
	const server = app.listen(0, '127.0.0.1');
	onTestFinished(() => new Promise((resolve) => server.close(() => resolve(undefined))));
	await new Promise((resolve) => server.once('listening', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const failed = await fetch(baseUrl);
	const text = await failed.text();
	expect([failed.status, failed.headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8']);
	expect(text).toBe('Something went wrong here; the log says what.\n');
	expect(failed.headers.get('content-security-policy')).toContain("default-src 'none'");
	expect(errors).toEqual(['Error: the sessions are in /srv/secret-place']);
	const body = new URLSearchParams({ user: 'x'.repeat(5000) });
	const tooLong = await fetch(`${baseUrl}/sign-in`, { method: 'POST', body });
	expect([tooLong.status, await tooLong.text()]).toEqual([413, 'This request cannot be taken.\n']);
	expect(errors).toHaveLength(1);
});
