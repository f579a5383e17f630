import { descriptionSchema, endpointUrlSchema, eventTypesSchema } from '@latchkey/core';
import { z } from 'zod';
import { identifier, instant, optionalTime, overlap, page, time } from './fields.ts';

export const endpointParams = z.object({ domainId: identifier, endpointId: identifier });
export const deliveryParams = z.object({ domainId: identifier, endpointId: identifier, deliveryId: identifier });

export const listEndpointsQuery = z.strictObject(page);

export const listDeliveriesQuery = z.strictObject({
	...page,
	status: z.enum(['pending', 'held', 'delivered', 'failed']).optional(),
});

const eventTypes = eventTypesSchema.optional().describe('Null or absent for every type, including future ones.');

export const addEndpointBody = z.strictObject({
	url: endpointUrlSchema,
	description: descriptionSchema.optional(),
	eventTypes,
	clientId: identifier
		.nullable()
		.optional()
		.describe('Only what concerns this application; null or absent for the whole domain.'),
});

export const changeEndpointBody = z.strictObject({
	url: endpointUrlSchema.optional(),
	description: descriptionSchema.optional(),
	eventTypes: eventTypesSchema.optional().describe('The whole new set; null for every type.'),
	status: z
		.enum(['enabled', 'paused', 'disabled'])
		.optional()
		.describe(
			'What comes while it is paused is sent when it is enabled again; while it is disabled, by a replay only.',
		),
});

export const rotateSigningSecretBody = z.strictObject({
	overlap: overlap.describe('Seconds for which the earlier secrets sign beside the new one; a day where absent.'),
});

export const replayBody = z.strictObject({
	eventIds: z
		.array(identifier)
		.min(1)
		.max(100)
		.optional()
		.describe('These events, whatever the status of their deliveries.'),
	from: instant.optional().describe('Or the events at or after this time that were not delivered.'),
	to: instant.optional().describe('With from: before this time; until now where absent.'),
	includeDelivered: z.boolean().optional().describe('With from: also events that were delivered.'),
});

const signingSecret = z.object({
	secretId: z.string(),
	createdAt: time,
	endsAt: optionalTime.describe('Until when it signs beside its successor; null for the newest one.'),
});

const endpoint = z.object({
	endpointId: z.string(),
	customerId: z.string(),
	domainId: z.string(),
	clientId: z.string().nullable().describe('Null where it receives what concerns any application of the domain.'),
	url: z.string(),
	description: z.string(),
	eventTypes: z.array(z.string()).nullable().describe('Null for every type.'),
	status: z.enum(['enabled', 'paused', 'disabled', 'removed']),
	disabledReason: z.enum(['gone', 'failing', 'by_user']).nullable(),
	failingSince: optionalTime.describe('Since when every attempt has failed.'),
	signingSecrets: z.array(signingSecret).describe('Those that sign, newest last; never their text.'),
	createdAt: time,
	createdBy: z.string(),
	updatedAt: time,
});

const delivery = z.object({
	deliveryId: z.string().describe('The webhook-id of every attempt.'),
	endpointId: z.string(),
	eventId: z.string(),
	type: z.string(),
	clientId: z.string().nullable(),
	occurredAt: time,
	status: z.enum(['pending', 'held', 'delivered', 'failed']),
	nextAttemptAt: optionalTime.describe('Null where it is not sent again, or is sent as soon as possible.'),
	attempts: z.int(),
	log: z
		.array(
			z.object({
				at: time,
				durationMs: z.int(),
				status: z.int().nullable().describe('Of the answer; null where there was none.'),
				error: z.string().nullable(),
				answerStart: z.string().describe('The first KiB of the answer.'),
			}),
		)
		.describe('The last attempts, oldest first.'),
	createdAt: time,
});

export const endpointAnswerSchemas = {
	Endpoint: endpoint,
	EndpointPage: z.object({
		customerId: z.string(),
		domainId: z.string(),
		items: z.array(endpoint),
		next: z.string().nullable(),
		count: z.int().describe('Endpoints that the user sees.'),
		limit: z.int().describe('How many the domain may have.'),
	}),
	AddedEndpoint: z.object({
		...endpoint.shape,
		signingSecret: z.string().describe('whsec_…: shown here and never again.'),
	}),
	Delivery: delivery,
	DeliveryPage: z.object({ items: z.array(delivery), next: z.string().nullable() }),
	TestSent: z.object({ deliveryId: z.string() }),
	Replayed: z.object({ replayed: z.int().describe('How many are sent again.') }),
} as const;

export const endpointRequestSchemas = {
	AddEndpoint: addEndpointBody,
	ChangeEndpoint: changeEndpointBody,
	RotateSigningSecret: rotateSigningSecretBody,
	Replay: replayBody,
} as const;
