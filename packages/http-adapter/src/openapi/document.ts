import type { Latchkey } from '@latchkey/core';
import { z } from 'zod';
import { certificateAnswerSchemas, certificateRequestSchemas } from '../management/certificate-schemas.ts';
import { endpointAnswerSchemas, endpointRequestSchemas } from '../management/endpoint-schemas.ts';
import type { Operation } from '../management/operation.ts';
import { operations } from '../management/operations.ts';
import { answerSchemas, requestSchemas } from '../management/schemas.ts';
import type { AdapterOptions } from '../options.ts';
import { LINES_TYPE } from '../send-lines.ts';
import { publicPaths } from './public-paths.ts';
import { webhooks } from './webhooks.ts';

type Json = Readonly<Record<string, unknown>>;

const COMMON_PROBLEMS = [400, 401, 403, 404, 500, 503];
const WITH_BODY_PROBLEMS = [413, 415];
const PROBLEM_TITLES: Readonly<Record<number, string>> = {
	400: 'The request is not valid',
	401: 'Nobody is signed in',
	403: 'Not allowed',
	404: 'Not found, or not visible to this user',
	405: 'The method is not allowed',
	409: 'The request conflicts with the current state',
	412: 'It was changed since it was read',
	413: 'The request is too large',
	415: 'The content type must be application/json',
	422: 'The Idempotency-Key was used for another request',
	500: 'Something went wrong',
	503: 'Not available at the moment; try again',
};

/** The OpenAPI 3.1 document of the whole API, from the schemas that validate it. */
export function openApiDocument(latchkey: Latchkey, options: AdapterOptions): Json {
	const paths: Record<string, Record<string, Json>> = {};
	for (const operation of operations) {
		paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) };
	}
	return {
		openapi: '3.1.0',
		info: {
			title: 'Latchkey',
			version: '1',
			description: 'Client applications: every integration has its own key.',
			license: { name: 'MIT', identifier: 'MIT' },
		},
		servers: [{ url: options.baseUrl ?? latchkey.tokenSettings.issuer.replace(/\/$/, '') }],
		security: [{ user: [] }],
		paths: { ...paths, ...publicPaths },
		webhooks,
		components: {
			schemas: {
				...jsonSchemas({ ...requestSchemas, ...endpointRequestSchemas, ...certificateRequestSchemas }, 'input'),
				...jsonSchemas({ ...answerSchemas, ...endpointAnswerSchemas, ...certificateAnswerSchemas }, 'output'),
			},
			securitySchemes: {
				user: options.securityScheme ?? { type: 'http', scheme: 'basic', description: "The host's own sign-in" },
				token: { type: 'http', scheme: 'bearer', description: 'A token that a client application was issued' },
				client: { type: 'http', scheme: 'basic', description: 'OAuth Credentials of a client application' },
				certificate: {
					type: 'mutualTLS',
					description: `A certificate of a client application, with its client_id (RFC 8705)${options.mutualTls === undefined ? '; not accepted here' : ''}`,
				},
			},
		},
	};
}

function describeOperation(operation: Operation): Json {
	const { id, summary, bodySchema } = operation;
	const problems = [
		...COMMON_PROBLEMS,
		...(operation.problems ?? []),
		...(bodySchema === undefined ? [] : WITH_BODY_PROBLEMS),
	];
	const answers = Object.entries(operation.success).map(([status, { description, schema, asLines, headers = {} }]) => [
		status,
		{
			description,
			headers: Object.fromEntries(
				Object.entries(headers).map(([name, says]) => [name, { description: says, schema: { type: 'string' } }]),
			),
			...(schema === undefined
				? {}
				: {
						content: {
							'application/json': { schema: reference(schema) },
							...(asLines === true ? { [LINES_TYPE]: { schema: { type: 'string' } } } : {}),
						},
					}),
		},
	]);
	return {
		operationId: id,
		summary,
		parameters: [
			...parametersOf(operation.params, 'path'),
			...parametersOf(operation.query, 'query'),
			...(operation.takesIfMatch === true ? [headerParameter('If-Match')] : []),
			...(operation.takesIdempotencyKey === true ? [headerParameter('Idempotency-Key')] : []),
		],
		...(bodySchema === undefined
			? {}
			: { requestBody: { required: true, content: { 'application/json': { schema: reference(bodySchema) } } } }),
		responses: {
			...Object.fromEntries(answers),
			...Object.fromEntries(problems.map((status) => [status, problemAnswer(status)])),
		},
	};
}

function problemAnswer(status: number): Json {
	return {
		description: PROBLEM_TITLES[status],
		content: { 'application/problem+json': { schema: reference('Problem') } },
	};
}

function parametersOf(schema: z.ZodType, place: 'path' | 'query'): Json[] {
	const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
	return Object.entries(properties).map(([name, property]) => ({
		name,
		in: place,
		required: required.includes(name),
		schema: property,
	}));
}

function headerParameter(name: string): Json {
	return { name, in: 'header', required: false, schema: { type: 'string' } };
}

function reference(name: string): Json {
	return { $ref: `#/components/schemas/${name}` };
}

function jsonSchemas(schemas: Readonly<Record<string, z.ZodType>>, io: 'input' | 'output'): Record<string, Json> {
	return Object.fromEntries(
		Object.entries(schemas).map(([name, schema]) => {
			const { $schema: _, ...json } = z.toJSONSchema(schema, { io });
			return [name, json];
		}),
	);
}
