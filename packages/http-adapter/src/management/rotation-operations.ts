import { APPLICATION_PATH } from './application-operations.ts';
import { operation } from './operation.ts';
import { applicationParams, emptyBody, noQuery } from './schemas.ts';
import { applicationOnWire } from './wire.ts';

const complete = operation({
	id: 'completeRotation',
	method: 'post',
	path: `${APPLICATION_PATH}/rotation/complete`,
	summary: 'End a rotation early: the secrets that it replaces stop working at once',
	params: applicationParams,
	query: noQuery,
	body: emptyBody,
	bodySchema: 'Nothing',
	success: { 200: { description: 'The application', schema: 'ClientApplication' } },
	problems: [409],
	async handle({ latchkey, actor, params }) {
		const after = await latchkey.secrets.completeRotation(actor, params.domainId, params.clientId);
		return { status: 200, body: applicationOnWire(after) };
	},
});

const cancel = operation({
	id: 'cancelRotation',
	method: 'post',
	path: `${APPLICATION_PATH}/rotation/cancel`,
	summary: 'Cancel a rotation whose new secret was not used: what it was to replace works as before',
	params: applicationParams,
	query: noQuery,
	body: emptyBody,
	bodySchema: 'Nothing',
	success: { 200: { description: 'The application', schema: 'ClientApplication' } },
	problems: [409],
	async handle({ latchkey, actor, params }) {
		const after = await latchkey.secrets.cancelRotation(actor, params.domainId, params.clientId);
		return { status: 200, body: applicationOnWire(after) };
	},
});

export const rotationOperations = [complete, cancel];
