import { ETAG, locationOf, operation } from './operation.ts';
import {
	addApplicationBody,
	applicationParams,
	changeApplicationBody,
	domainParams,
	emptyBody,
	listQuery,
	noBody,
	noQuery,
	revealBody,
} from './schemas.ts';
import { applicationOnWire, millisecondsOf } from './wire.ts';

const APPLICATIONS_PATH = '/v1/domains/{domainId}/client-applications';
export const APPLICATION_PATH = `${APPLICATIONS_PATH}/{clientId}`;

const list = operation({
	id: 'listClientApplications',
	method: 'get',
	path: APPLICATIONS_PATH,
	summary: 'The client applications that the user sees, newest first, by pages',
	params: domainParams,
	query: listQuery,
	body: noBody,
	success: { 200: { description: 'A page', schema: 'ClientApplicationPage' } },
	async handle({ latchkey, actor, params, query }) {
		const page = await latchkey.applications.list(actor, params.domainId, query);
		return { status: 200, body: { ...page, items: page.items.map(applicationOnWire) } };
	},
});

const add = operation({
	id: 'addClientApplication',
	method: 'post',
	path: APPLICATIONS_PATH,
	summary: 'Add a client application; the answer has its credentials',
	params: domainParams,
	query: noQuery,
	body: addApplicationBody,
	bodySchema: 'AddApplication',
	takesIdempotencyKey: true,
	success: {
		201: {
			description: 'Added',
			schema: 'AddedApplication',
			headers: { ...ETAG, Location: 'The application' },
		},
	},
	problems: [409, 422],
	async handle({ latchkey, actor, params, body, idempotencyKey }) {
		const { tokenLifetime: tokenLifetimeSeconds, ...fields } = body;
		const input = { ...fields, tokenLifetimeSeconds, secretExpiresAt: millisecondsOf(body.secretExpiresAt) };
		const added = await latchkey.applications.add(actor, params.domainId, input, idempotencyKey);
		const { application, credentials } = added;
		return {
			status: 201,
			body: { ...applicationOnWire(application), credentials },
			location: locationOf(APPLICATION_PATH, { ...params, clientId: application.clientId }),
			headers: { ETag: application.tag },
		};
	},
});

const get = operation({
	id: 'getClientApplication',
	method: 'get',
	path: APPLICATION_PATH,
	summary: 'One client application, without its secrets',
	params: applicationParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The application', schema: 'ClientApplication', headers: ETAG } },
	async handle({ latchkey, actor, params }) {
		const application = await latchkey.applications.get(actor, params.domainId, params.clientId);
		return { status: 200, body: applicationOnWire(application), headers: { ETag: application.tag } };
	},
});

const change = operation({
	id: 'changeClientApplication',
	method: 'patch',
	path: APPLICATION_PATH,
	summary:
		'Rename, describe, grant and withdraw privileges, restrict addresses, register keys, disable, enable, hand over',
	params: applicationParams,
	query: noQuery,
	body: changeApplicationBody,
	bodySchema: 'ChangeApplication',
	takesIfMatch: true,
	success: { 200: { description: 'The application', schema: 'ClientApplication', headers: ETAG } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, body, ifMatch }) {
		const { domainId, clientId } = params;
		const { tokenLifetime: tokenLifetimeSeconds, ...fields } = body;
		const changes = { ...fields, tokenLifetimeSeconds };
		const application = await latchkey.applications.change(actor, domainId, clientId, changes, ifMatch);
		return { status: 200, body: applicationOnWire(application), headers: { ETag: application.tag } };
	},
});

const remove = operation({
	id: 'removeClientApplication',
	method: 'delete',
	path: APPLICATION_PATH,
	summary: 'Remove a client application: its secrets and tokens stop working at once',
	params: applicationParams,
	query: noQuery,
	body: noBody,
	takesIfMatch: true,
	success: { 204: { description: 'Removed' } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, ifMatch }) {
		await latchkey.applications.remove(actor, params.domainId, params.clientId, ifMatch);
		return { status: 204 };
	},
});

const revokeTokens = operation({
	id: 'revokeTokens',
	method: 'post',
	path: `${APPLICATION_PATH}/revoke-tokens`,
	summary: 'Revoke every token that was issued until now; the credentials go on working',
	params: applicationParams,
	query: noQuery,
	body: emptyBody,
	bodySchema: 'Nothing',
	takesIfMatch: true,
	success: { 200: { description: 'The application', schema: 'ClientApplication', headers: ETAG } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, ifMatch }) {
		const application = await latchkey.applications.revokeTokens(actor, params.domainId, params.clientId, ifMatch);
		return { status: 200, body: applicationOnWire(application), headers: { ETag: application.tag } };
	},
});

const reveal = operation({
	id: 'revealClientSecret',
	method: 'post',
	path: `${APPLICATION_PATH}/reveal`,
	summary: 'Show the credentials again; recorded before they are shown',
	params: applicationParams,
	query: noQuery,
	body: revealBody,
	bodySchema: 'Reveal',
	success: { 200: { description: 'The credentials', schema: 'Credentials' } },
	problems: [409],
	async handle({ latchkey, actor, params, body }) {
		const { domainId, clientId } = params;
		return { status: 200, body: await latchkey.applications.reveal(actor, domainId, clientId, body.secretId) };
	},
});

export const applicationOperations = [list, add, get, change, remove, revokeTokens, reveal];
