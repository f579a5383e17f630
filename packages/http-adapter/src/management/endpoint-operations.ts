import {
	addEndpointBody,
	changeEndpointBody,
	endpointParams,
	listEndpointsQuery,
	rotateSigningSecretBody,
} from './endpoint-schemas.ts';
import { addedEndpointOnWire, endpointOnWire } from './endpoint-wire.ts';
import { ETAG, locationOf, operation } from './operation.ts';
import { domainParams, emptyBody, noBody, noQuery } from './schemas.ts';
import { toMs } from './wire.ts';

const ENDPOINTS_PATH = '/v1/domains/{domainId}/endpoints';
export const ENDPOINT_PATH = `${ENDPOINTS_PATH}/{endpointId}`;

const list = operation({
	id: 'listEndpoints',
	method: 'get',
	path: ENDPOINTS_PATH,
	summary: 'The endpoints that the user sees, newest first, by pages',
	params: domainParams,
	query: listEndpointsQuery,
	body: noBody,
	success: { 200: { description: 'A page', schema: 'EndpointPage' } },
	async handle({ latchkey, actor, params, query }) {
		const page = await latchkey.endpoints.list(actor, params.domainId, query);
		return { status: 200, body: { ...page, items: page.items.map(endpointOnWire) } };
	},
});

const add = operation({
	id: 'addEndpoint',
	method: 'post',
	path: ENDPOINTS_PATH,
	summary: 'Add an endpoint; the answer has the secret that signs its notifications',
	params: domainParams,
	query: noQuery,
	body: addEndpointBody,
	bodySchema: 'AddEndpoint',
	success: {
		201: { description: 'Added', schema: 'AddedEndpoint', headers: { ...ETAG, Location: 'The endpoint' } },
	},
	problems: [409],
	async handle({ latchkey, actor, params, body }) {
		const added = await latchkey.endpoints.add(actor, params.domainId, body);
		const { endpointId, tag } = added.endpoint;
		return {
			status: 201,
			body: addedEndpointOnWire(added),
			location: locationOf(ENDPOINT_PATH, { ...params, endpointId }),
			headers: { ETag: tag },
		};
	},
});

const get = operation({
	id: 'getEndpoint',
	method: 'get',
	path: ENDPOINT_PATH,
	summary: 'One endpoint, without its signing secrets',
	params: endpointParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The endpoint', schema: 'Endpoint', headers: ETAG } },
	async handle({ latchkey, actor, params }) {
		const endpoint = await latchkey.endpoints.get(actor, params.domainId, params.endpointId);
		return { status: 200, body: endpointOnWire(endpoint), headers: { ETag: endpoint.tag } };
	},
});

const change = operation({
	id: 'changeEndpoint',
	method: 'patch',
	path: ENDPOINT_PATH,
	summary: 'Edit, pause, disable, enable',
	params: endpointParams,
	query: noQuery,
	body: changeEndpointBody,
	bodySchema: 'ChangeEndpoint',
	takesIfMatch: true,
	success: { 200: { description: 'The endpoint', schema: 'Endpoint', headers: ETAG } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, body, ifMatch }) {
		const endpoint = await latchkey.endpoints.change(actor, params.domainId, params.endpointId, body, ifMatch);
		return { status: 200, body: endpointOnWire(endpoint), headers: { ETag: endpoint.tag } };
	},
});

const remove = operation({
	id: 'removeEndpoint',
	method: 'delete',
	path: ENDPOINT_PATH,
	summary: 'Remove an endpoint, with all that was kept for it',
	params: endpointParams,
	query: noQuery,
	body: noBody,
	takesIfMatch: true,
	success: { 204: { description: 'Removed' } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, ifMatch }) {
		await latchkey.endpoints.remove(actor, params.domainId, params.endpointId, ifMatch);
		return { status: 204 };
	},
});

const rotate = operation({
	id: 'rotateSigningSecret',
	method: 'post',
	path: `${ENDPOINT_PATH}/rotate`,
	summary: 'A new signing secret; the earlier ones sign beside it for the overlap',
	params: endpointParams,
	query: noQuery,
	body: rotateSigningSecretBody,
	bodySchema: 'RotateSigningSecret',
	success: { 200: { description: 'Rotated', schema: 'AddedEndpoint' } },
	problems: [409],
	async handle({ latchkey, actor, params, body }) {
		const { domainId, endpointId } = params;
		const rotated = await latchkey.endpoints.rotate(actor, domainId, endpointId, { overlapMs: toMs(body.overlap) });
		return { status: 200, body: addedEndpointOnWire(rotated) };
	},
});

const test = operation({
	id: 'testEndpoint',
	method: 'post',
	path: `${ENDPOINT_PATH}/test`,
	summary: 'Send a test event to this endpoint alone',
	params: endpointParams,
	query: noQuery,
	body: emptyBody,
	bodySchema: 'Nothing',
	success: { 202: { description: 'It is sent in a moment', schema: 'TestSent' } },
	problems: [409],
	async handle({ latchkey, actor, params }) {
		return { status: 202, body: await latchkey.endpoints.test(actor, params.domainId, params.endpointId) };
	},
});

export const endpointOperations = [list, add, get, change, remove, rotate, test];
