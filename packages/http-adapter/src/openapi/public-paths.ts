import { ASSERTION_TYPE } from '@latchkey/core';

const json = (schema: string): object => ({
	'application/json': { schema: { $ref: `#/components/schemas/${schema}` } },
});
const answer = (description: string, schema: string): object => ({ description, content: json(schema) });
const problem = (description: string): object => ({
	description,
	content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const selfProblems = {
	400: problem('The request is not valid'),
	401: problem('The client is not authenticated'),
	404: problem('Not found'),
	409: problem('The request conflicts with the current state'),
	429: problem('Too many failed attempts'),
	500: problem('Something went wrong'),
	503: problem('Not available at the moment; try again'),
};
const plainObject = (description: string): object => ({
	description,
	content: { 'application/json': { schema: { type: 'object' } } },
});

const oauthProblems = {
	400: answer('The request is not valid', 'OAuthError'),
	401: answer('The client is not authenticated', 'OAuthError'),
	405: answer('The method is not POST', 'OAuthError'),
	413: answer('The form is too large', 'OAuthError'),
	429: answer('Too many failed attempts', 'OAuthError'),
	500: answer('Something went wrong', 'OAuthError'),
	503: answer('Not available at the moment; try again', 'OAuthError'),
};

/** Credentials in the form are no scheme that OpenAPI knows. */
const BY_CLIENT = [{ client: [] }, { certificate: [] }, {}];
const clientInForm = {
	client_id: { type: 'string', description: 'Required with a certificate, and sufficient then (RFC 8705 §2)' },
	client_secret: { type: 'string' },
	client_assertion_type: { type: 'string', const: ASSERTION_TYPE },
	client_assertion: {
		type: 'string',
		description: 'A JWT signed by the client (RFC 7523), instead of its secret; accepted once',
	},
};

function tokenDoor(id: string, summary: string, bodyRequired: boolean): object {
	return {
		post: {
			operationId: id,
			summary,
			security: BY_CLIENT,
			requestBody: {
				required: bodyRequired,
				content: {
					'application/x-www-form-urlencoded': {
						schema: {
							type: 'object',
							...(bodyRequired ? { required: ['grant_type'] } : {}),
							properties: {
								grant_type: { type: 'string', const: 'client_credentials' },
								resource: {
									type: 'string',
									description: 'The resource server that the token is for (RFC 8707); may be repeated',
								},
								scope: { type: 'string', description: 'Space-separated privileges; all that it has where absent' },
								...clientInForm,
							},
						},
					},
				},
			},
			responses: { 200: answer('A bearer token', 'TokenResponse'), ...oauthProblems },
		},
	};
}

function tokenQuestion(id: string, summary: string, success: object): object {
	return {
		post: {
			operationId: id,
			summary,
			security: BY_CLIENT,
			requestBody: {
				required: true,
				content: {
					'application/x-www-form-urlencoded': {
						schema: {
							type: 'object',
							required: ['token'],
							properties: {
								token: { type: 'string' },
								token_type_hint: { type: 'string', description: 'Ignored: there is one type of token' },
								...clientInForm,
							},
						},
					},
				},
			},
			responses: { 200: success, ...oauthProblems },
		},
	};
}

const clientInQuery = {
	name: 'client_id',
	in: 'query',
	required: false,
	description: 'Of a client that authenticates by a certificate',
	schema: { type: 'string' },
};

const customerId = { name: 'customerId', in: 'path', required: true, schema: { type: 'string' } };
const bytes = { type: 'string' };
const authorityProblems = {
	404: problem('There is no such authority'),
	500: problem('Something went wrong'),
	503: problem('Not available at the moment; try again'),
};

/** What needs no signed-in user. */
export const publicPaths: Readonly<Record<string, object>> = {
	'/oauth2/token': tokenDoor('issueToken', 'A bearer token for client credentials (RFC 6749 §4.4)', true),
	'/v1/oauth2/tokens': tokenDoor('issueTokenLeniently', 'The same, for integrations that send no body', false),
	'/oauth2/introspect': tokenQuestion(
		'introspectToken',
		'Introspect a token of the same domain (RFC 7662)',
		answer('Whether the token is active, and what it says', 'Introspection'),
	),
	'/oauth2/revoke': tokenQuestion('revokeToken', 'Revoke a token that was issued to the caller (RFC 7009)', {
		description: 'The token is revoked, or was not valid',
	}),
	'/v1/client-applications/self': {
		get: {
			operationId: 'getSelf',
			summary: 'The client application that calls, by its credentials or a bearer token',
			security: [{ client: [] }, { certificate: [] }, { token: [] }],
			parameters: [clientInQuery],
			responses: { 200: answer('The application', 'ClientApplication'), ...selfProblems },
		},
	},
	'/v1/client-applications/self/secrets': {
		post: {
			operationId: 'rotateSelf',
			summary: 'Take up a rotation that is offered, or begin one; by credentials only',
			security: [{ client: [] }],
			requestBody: { required: true, content: json('Nothing') },
			responses: {
				201: answer('The new secret', 'AddedSecret'),
				413: problem('The request is too large'),
				415: problem('The content type must be application/json'),
				...selfProblems,
				403: problem('The request comes from another site'),
			},
		},
	},
	'/v1/client-applications/self/certificates': {
		post: {
			operationId: 'certifySelf',
			summary:
				'A certificate for a key that the caller keeps, or the one that it was given for it; by credentials only',
			security: [{ client: [] }, { certificate: [] }],
			parameters: [clientInQuery],
			requestBody: { required: true, content: json('SignRequest') },
			responses: {
				201: answer('The certificate', 'SignedCertificate'),
				413: problem('The request is too large'),
				415: problem('The content type must be application/json'),
				...selfProblems,
				403: problem('The request comes from another site'),
			},
		},
	},
	'/v1/customers/{customerId}/certificate-authority.pem': {
		get: {
			operationId: 'getCertificateAuthority',
			summary: "The authorities that issue a customer's client certificates, the newest first",
			security: [],
			parameters: [customerId],
			responses: {
				200: { description: 'The certificates', content: { 'application/pem-certificate-chain': { schema: bytes } } },
				...authorityProblems,
			},
		},
	},
	'/v1/customers/{customerId}/certificate-authority.crl': {
		get: {
			operationId: 'getRevokedCertificates',
			summary: 'The certificate revocation list of one authority (RFC 5280 §5)',
			security: [],
			parameters: [
				customerId,
				{
					name: 'generation',
					in: 'query',
					required: false,
					schema: { type: 'integer', minimum: 1 },
					description: 'The newest where absent.',
				},
			],
			responses: {
				200: { description: 'DER', content: { 'application/pkix-crl': { schema: bytes } } },
				...authorityProblems,
			},
		},
	},
	'/v1/leaks': {
		post: {
			operationId: 'reportLeaks',
			summary: 'Report secrets that were found, as the secret scanning partner programme of GitHub does',
			security: [],
			parameters: ['Github-Public-Key-Identifier', 'Github-Public-Key-Signature'].map((name) => ({
				name,
				in: 'header',
				required: true,
				schema: { type: 'string' },
			})),
			requestBody: { required: true, content: json('LeakReport') },
			responses: {
				200: answer('For each, whether it worked, or something that descends from it does', 'LeakVerdicts'),
				400: problem('The report is not valid'),
				403: problem('The report is not signed by a trusted key'),
				409: problem('Others are changing it; try again'),
				413: problem('The report is too large'),
				500: problem('Something went wrong'),
				503: problem('Not available at the moment; try again'),
			},
		},
	},
	'/openapi.json': {
		get: {
			operationId: 'getOpenApi',
			summary: 'This document',
			security: [],
			responses: { 200: plainObject('OpenAPI 3.1') },
		},
	},
	'/healthz': {
		get: {
			operationId: 'getHealth',
			summary: 'Whether the process runs',
			security: [],
			responses: { 200: answer('It runs', 'Health') },
		},
	},
	'/readyz': {
		get: {
			operationId: 'getReadiness',
			summary: 'Whether it can serve',
			security: [],
			responses: { 200: answer('It can', 'Health'), 503: answer('What is down', 'Health') },
		},
	},
};
