import { ASSERTION_ALGORITHMS, type Latchkey } from '@latchkey/core';
import express, { type Router } from 'express';
import type { AdapterOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { sendProblem } from '../problems/send-problem.ts';

const JWKS_PATH = '/.well-known/jwks.json';
/**
 * Keys are published long before they sign; but one that was withdrawn after a compromise must be gone everywhere
 * within a minute.
 */
const JWKS_MAX_AGE = 30;
const METADATA_MAX_AGE = 3600;

/** `/.well-known/…`, to be mounted at the root whatever the prefix of the API router is. Readable from any origin. */
export function wellKnownRouter(latchkey: Latchkey, options: AdapterOptions): Router {
	const router = express.Router();
	const { issuer } = latchkey.tokenSettings;
	const { origin, pathname } = new URL(issuer);
	const metadata = serverMetadata(latchkey, options, origin);

	// RFC 8414 §3.1: the path of the issuer comes after the well-known one.
	const issuerPath = pathname.replace(/\/$/, '');
	const metadataPath = `/.well-known/oauth-authorization-server${issuerPath}`;
	router.get(metadataPath, (_request, response) => {
		response.set(publicFor(METADATA_MAX_AGE)).json(metadata);
	});
	router.get(JWKS_PATH, async (request, response) => {
		try {
			const keys = await latchkey.publicKeys();
			response.set(publicFor(JWKS_MAX_AGE)).json(keys);
		} catch (error) {
			sendProblem(error, request, response, latchkey, options);
		}
	});
	for (const path of [metadataPath, JWKS_PATH]) refuseOtherMethods(router, path, ['GET'], latchkey, options);
	return router;
}

function publicFor(seconds: number): Record<string, string> {
	return {
		'Access-Control-Allow-Origin': '*',
		'Cache-Control': `public, max-age=${seconds}`,
		'X-Content-Type-Options': 'nosniff',
	};
}

const BY_SECRET = ['client_secret_basic', 'client_secret_post'];
const BY_CERTIFICATE = ['tls_client_auth', 'self_signed_tls_client_auth'];
const BY_ASSERTION = 'private_key_jwt';

/** Authorization server metadata (RFC 8414 §2). */
function serverMetadata(latchkey: Latchkey, { baseUrl, mutualTls }: AdapterOptions, origin: string): object {
	const { issuer } = latchkey.tokenSettings;
	const base = baseUrl ?? issuer.replace(/\/$/, '');
	const methods = [...BY_SECRET, ...(mutualTls === undefined ? [] : BY_CERTIFICATE), BY_ASSERTION];
	return {
		issuer,
		...endpointsUnder(base),
		jwks_uri: `${origin}${JWKS_PATH}`,
		response_types_supported: [],
		grant_types_supported: ['client_credentials'],
		token_endpoint_auth_methods_supported: methods,
		token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
		introspection_endpoint_auth_methods_supported: methods,
		introspection_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
		revocation_endpoint_auth_methods_supported: methods,
		revocation_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
		// RFC 8705 §3.3: those that are earned by one.
		...(mutualTls === undefined ? {} : { tls_client_certificate_bound_access_tokens: true }),
		...(mutualTls?.baseUrl === undefined ? {} : { mtls_endpoint_aliases: endpointsUnder(mutualTls.baseUrl) }),
		scopes_supported: latchkey.privileges.map(({ name }) => name),
		service_documentation: `${base}/openapi.json`,
	};
}

function endpointsUnder(baseUrl: string): object {
	return {
		token_endpoint: `${baseUrl}/oauth2/token`,
		introspection_endpoint: `${baseUrl}/oauth2/introspect`,
		revocation_endpoint: `${baseUrl}/oauth2/revoke`,
	};
}
