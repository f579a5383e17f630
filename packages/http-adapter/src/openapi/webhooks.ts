import { EVENT_DATA_SCHEMAS, EVENT_TYPES } from '@latchkey/core';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

const SIGNED: Json[] = [
	['webhook-id', 'The same at every attempt and replay, so that duplicates can be recognised.'],
	['webhook-timestamp', 'Of this attempt, in seconds since the epoch.'],
	[
		'webhook-signature',
		'Of id, timestamp and body, once by each signing secret: `v1,` and base64, separated by spaces.',
	],
].map(([name, description]) => ({ name, in: 'header', required: true, description, schema: { type: 'string' } }));

const subject = {
	customerId: z.string(),
	domainId: z.string(),
	clientId: z.string().optional().describe('Where it is about an application.'),
};

/** What is posted to endpoints (OpenAPI 3.1 §4.8.1), one for each type of event. */
export const webhooks: Json = Object.fromEntries(
	EVENT_TYPES.map((type) => {
		const data = z.object({ ...EVENT_DATA_SCHEMAS[type].shape, ...subject });
		const body = z.object({ type: z.literal(type), timestamp: z.iso.datetime(), data });
		const { $schema: _, ...schema } = z.toJSONSchema(body, { io: 'output' });
		const post = {
			summary: `A notification of ${type}, signed according to Standard Webhooks 1.0`,
			parameters: SIGNED,
			requestBody: { required: true, content: { 'application/json': { schema } } },
			responses: {
				'2XX': { description: 'Accepted' },
				'410': { description: 'Gone: the endpoint is disabled' },
				default: { description: 'Not accepted: it is sent again for more than a day' },
			},
			security: [],
		};
		return [type, { post }];
	}),
);
