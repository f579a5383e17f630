import { type Latchkey, LatchkeyError, tenantIdSchema } from '@latchkey/core';
import type { IRouter, Request, RequestHandler } from 'express';
import type { AdapterOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { sendProblem } from '../problems/send-problem.ts';
import { requestIdOf } from '../request-id.ts';

const PEM_PATH = '/v1/customers/:customerId/certificate-authority.pem';
const CRL_PATH = '/v1/customers/:customerId/certificate-authority.crl';
const GENERATION = /^[1-9][0-9]{0,5}$/;
/** As long as a list is kept before another one is made. Seconds. */
const MAX_AGE = 60;

/** What a customer's client certificates are verified by, and which hold no more: for anybody who is shown one. */
export function mountAuthorities(router: IRouter, latchkey: Latchkey, options: AdapterOptions): void {
	const { certificateAuthorities } = latchkey;

	const answered =
		(
			type: string,
			answer: (customerId: string, request: Request) => Promise<Uint8Array | string | undefined>,
		): RequestHandler =>
		async (request, response) => {
			response.set('X-Request-Id', requestIdOf(request));
			try {
				const customerId = String(request.params['customerId']);
				const isCustomer = tenantIdSchema.safeParse(customerId).success;
				const found = isCustomer ? await answer(customerId, request) : undefined;
				if (found === undefined) throw new LatchkeyError('not_found', 'there is no such certificate authority');
				response.set({
					'Content-Type': type,
					'Cache-Control': `public, max-age=${MAX_AGE}`,
					'X-Content-Type-Options': 'nosniff',
				});
				response.end(found);
			} catch (error) {
				sendProblem(error, request, response, latchkey, options);
			}
		};

	router.get(
		PEM_PATH,
		answered('application/pem-certificate-chain', (customerId) => certificateAuthorities.certificates(customerId)),
	);
	router.get(
		CRL_PATH,
		answered('application/pkix-crl', async (customerId, request) => {
			const [asked, ...others] = new URL(request.originalUrl, 'http://host').searchParams.getAll('generation');
			if (asked === undefined) return certificateAuthorities.revocationList(customerId);
			if (others.length > 0 || !GENERATION.test(asked)) return undefined;
			return certificateAuthorities.revocationList(customerId, Number(asked));
		}),
	);
	for (const path of [PEM_PATH, CRL_PATH]) refuseOtherMethods(router, path, ['GET'], latchkey, options);
}
