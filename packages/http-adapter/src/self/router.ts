import { BearerError, type Latchkey, OAuthError, parseInput, type SelfRequest } from '@latchkey/core';
import type { IRouter, Request, RequestHandler, Response } from 'express';
import { BASIC_CHALLENGE, repeatsAuthorization } from '../authorization.ts';
import { sendBearerError, verifyBearer } from '../bearer/require-bearer.ts';
import { bodyOf } from '../json-body.ts';
import { signRequestBody } from '../management/certificate-schemas.ts';
import { assertJson, assertSameOrigin } from '../management/guard.ts';
import { emptyBody } from '../management/schemas.ts';
import { applicationOnWire, certificateWithPemOnWire, secretOnWire } from '../management/wire.ts';
import { type AdapterOptions, addressOf, type CallerOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { queryOf } from '../query.ts';
import { requestIdOf } from '../request-id.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { sendJson } from '../send-json.ts';

const PATH = '/v1/client-applications/self';
const SECRETS_PATH = `${PATH}/secrets`;
const CERTIFICATES_PATH = `${PATH}/certificates`;

/** What an integration may do for itself, without any user. */
export function mountSelf(router: IRouter, latchkey: Latchkey, options: AdapterOptions & CallerOptions): void {
	const answered =
		(answer: (request: Request, response: Response) => Promise<void>): RequestHandler =>
		async (request, response) => {
			response.set({ ...SECURITY_HEADERS, 'X-Request-Id': requestIdOf(request) });
			try {
				if (repeatsAuthorization(request)) throw new OAuthError('invalid_request', 'Authorization is repeated');
				await answer(request, response);
			} catch (error) {
				if (error instanceof BearerError) sendBearerError(error, [], response);
				else sendProblem(error, request, response, latchkey, { challenge: BASIC_CHALLENGE });
			}
		};

	const selfRequest = (request: Request): SelfRequest => ({
		authorization: request.headers.authorization,
		address: addressOf(options, request),
		clientId: queryOf(request)['client_id'],
		certificate: options.certificateOf(request),
	});

	router.get(
		PATH,
		answered(async (request, response) => {
			const { authorization = '' } = request.headers;
			const application = /^bearer\b/i.test(authorization)
				? await latchkey.self.describe(await verifyBearer(latchkey, options, request, []))
				: await latchkey.self.get(selfRequest(request));
			sendJson(response, 200, applicationOnWire(application));
		}),
	);
	router.post(
		SECRETS_PATH,
		answered(async (request, response) => {
			assertSameOrigin(request, []);
			assertJson(request);
			parseInput(emptyBody, await bodyOf(request, response));
			const { secret, credentials } = await latchkey.self.rotate(selfRequest(request));
			sendJson(response, 201, { ...secretOnWire(secret), credentials });
		}),
	);
	router.post(
		CERTIFICATES_PATH,
		answered(async (request, response) => {
			assertSameOrigin(request, []);
			assertJson(request);
			const body = parseInput(signRequestBody, await bodyOf(request, response));
			const { chain, ...certificate } = await latchkey.self.certify(selfRequest(request), body);
			sendJson(response, 201, { ...certificateWithPemOnWire(certificate), chain });
		}),
	);
	refuseOtherMethods(router, PATH, ['GET'], latchkey, options);
	refuseOtherMethods(router, SECRETS_PATH, ['POST'], latchkey, options);
	refuseOtherMethods(router, CERTIFICATES_PATH, ['POST'], latchkey, options);
}
