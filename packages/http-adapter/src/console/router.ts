import { createRequire } from 'node:module';
import type { Latchkey } from '@latchkey/core';
import express, { type Response, type Router } from 'express';
import type { AdapterOptions } from '../options.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { PAGE_CSS, PAGE_POLICY, type PageOptions, pageHtml } from './page.ts';

/** The management page as a whole, for hosts that have no console of their own to put the component in. */
export type ConsoleRouter = (options?: PageOptions) => Router;

export function consoleRouter(
	{ tokenSettings: { issuer } }: Latchkey,
	{ baseUrl = issuer.replace(/\/$/, '') }: Pick<AdapterOptions, 'baseUrl'>,
): ConsoleRouter {
	return (options = {}) => {
		const apiPath = options.apiPath ?? new URL(baseUrl).pathname.replace(/\/$/, '');
		const router = express.Router();
		router.get('/', (request, response) => {
			forBrowsers(response, 'text/html; charset=utf-8');
			response.send(pageHtml(request.baseUrl, { ...options, apiPath, tokenEndpoint: `${baseUrl}/oauth2/token` }));
		});
		router.get('/page.css', (_request, response) => {
			forBrowsers(response, 'text/css; charset=utf-8');
			response.send(PAGE_CSS);
		});
		router.get('/client-applications.js', (_request, response, next) => {
			forBrowsers(response, 'text/javascript; charset=utf-8');
			response.sendFile(modulePath(), { cacheControl: false, dotfiles: 'allow' }, (error?: Error) => {
				if (error !== undefined && !response.headersSent) next(error);
			});
		});
		return router;
	};
}

/** Asked for again each time, and sent only where it has changed: a page and its module never differ in age. */
function forBrowsers(response: Response, contentType: string): void {
	response.set({
		...SECURITY_HEADERS,
		'Cache-Control': 'no-cache',
		'Content-Security-Policy': PAGE_POLICY,
		'Content-Type': contentType,
	});
}

let found: string | undefined;

function modulePath(): string {
	found ??= createRequire(import.meta.url).resolve('@latchkey/console');
	return found;
}
