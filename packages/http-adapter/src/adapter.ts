import type { RequestListener } from 'node:http';
import type { Latchkey } from '@latchkey/core';
import express, { type ErrorRequestHandler, type Router } from 'express';
import { bearerGuard, type RequireBearer } from './bearer/require-bearer.ts';
import { mountAuthorities } from './certificates/authority-router.ts';
import { certificateSource } from './certificates/certificate-source.ts';
import { type ConsoleRouter, consoleRouter } from './console/router.ts';
import { mountHealth } from './health/router.ts';
import { mountLeaks } from './leaks/router.ts';
import { mountManagement } from './management/router.ts';
import { openApiDocument } from './openapi/document.ts';
import type { AdapterOptions } from './options.ts';
import { refuseOtherMethods } from './problems/refuse-other-methods.ts';
import { sendProblem } from './problems/send-problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { mountSelf } from './self/router.ts';
import { oauthHandler } from './tokens/oauth-handler.ts';
import { wellKnownRouter } from './well-known/router.ts';

/** Latchkey over HTTP. */
export interface ExpressAdapter {
	/** The management API and both token doors; mount it under any prefix. */
	readonly router: Router;
	/** `/.well-known/…`; mount it at the root. */
	readonly wellKnownRouter: Router;
	/** The management page; mount it where users shall find it: `app.use('/console', consoleRouter())`. */
	readonly consoleRouter: ConsoleRouter;
	/** Guards a route of the host's own API. */
	readonly requireBearer: RequireBearer;
	/** The strict token door for `node:http`, without Express. */
	readonly tokenHandler: RequestListener;
	/** The lenient token door for `node:http`, without Express. */
	readonly lenientTokenHandler: RequestListener;
}

export function expressAdapter(latchkey: Latchkey, options: AdapterOptions): ExpressAdapter {
	const { tokens } = latchkey;
	const caller = { ...options, certificateOf: certificateSource(options.mutualTls) };
	const strict = oauthHandler(latchkey, caller, false, tokens.issue);
	const lenient = oauthHandler(latchkey, caller, true, tokens.issueLeniently);
	const router = express.Router();
	// First, since most requests are for a token.
	router.all('/oauth2/token', strict);
	router.all('/v1/oauth2/tokens', lenient);
	router.all('/oauth2/introspect', oauthHandler(latchkey, caller, false, tokens.introspect));
	router.all(
		'/oauth2/revoke',
		oauthHandler(latchkey, caller, false, async (request) => {
			await tokens.revoke(request);
			return undefined;
		}),
	);
	mountSelf(router, latchkey, caller);
	mountManagement(router, latchkey, options);
	mountAuthorities(router, latchkey, options);
	mountLeaks(router, latchkey, options);
	mountHealth(router, latchkey, options);
	const document = openApiDocument(latchkey, options);
	router.get('/openapi.json', (_request, response) => {
		response.set(SECURITY_HEADERS).json(document);
	});
	refuseOtherMethods(router, '/openapi.json', ['GET'], latchkey, options);
	const onError: ErrorRequestHandler = (error, request, response, _next) => {
		sendProblem(error, request, response, latchkey, options);
	};
	router.use(onError);
	return {
		router,
		wellKnownRouter: wellKnownRouter(latchkey, options),
		consoleRouter: consoleRouter(latchkey, options),
		requireBearer: bearerGuard(latchkey, caller),
		tokenHandler: strict,
		lenientTokenHandler: lenient,
	};
}
