import type { Latchkey } from '@latchkey/core';
import type { IRouter } from 'express';
import type { AdapterOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { sendJson } from '../send-json.ts';

/** `/healthz`: this process runs. `/readyz`: it can serve; 503 says what is down. */
export function mountHealth(router: IRouter, latchkey: Latchkey, options: AdapterOptions): void {
	router.get('/healthz', (_request, response) => {
		response.set(SECURITY_HEADERS);
		sendJson(response, 200, { status: 'ok' });
	});
	router.get('/readyz', async (_request, response) => {
		response.set(SECURITY_HEADERS);
		try {
			await latchkey.ready();
			sendJson(response, 200, { status: 'ok', store: 'ok' });
		} catch (error) {
			latchkey.logger.warn({ error: String(error) }, 'not ready');
			sendJson(response, 503, { status: 'unavailable', store: 'unavailable' });
		}
	});
	for (const path of ['/healthz', '/readyz']) refuseOtherMethods(router, path, ['GET'], latchkey, options);
}
