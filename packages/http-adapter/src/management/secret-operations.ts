import { APPLICATION_PATH } from './application-operations.ts';
import { locationOf, operation } from './operation.ts';
import { addSecretBody, applicationParams, noBody, noQuery, revokeQuery, secretParams } from './schemas.ts';
import { millisecondsOf, secretOnWire, toMs } from './wire.ts';

const SECRETS_PATH = `${APPLICATION_PATH}/secrets`;
const SECRET_PATH = `${SECRETS_PATH}/{secretId}`;

const list = operation({
	id: 'listSecrets',
	method: 'get',
	path: SECRETS_PATH,
	summary: 'The secrets that work, oldest first, without their text',
	params: applicationParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The secrets', schema: 'Secrets' } },
	async handle({ latchkey, actor, params }) {
		const secrets = await latchkey.secrets.list(actor, params.domainId, params.clientId);
		return { status: 200, body: { items: secrets.map(secretOnWire) } };
	},
});

const add = operation({
	id: 'addSecret',
	method: 'post',
	path: SECRETS_PATH,
	summary: 'Rotate: add a secret; the earlier ones go on working for the overlap',
	params: applicationParams,
	query: noQuery,
	body: addSecretBody,
	bodySchema: 'AddSecret',
	success: { 201: { description: 'Added', schema: 'AddedSecret', headers: { Location: 'The secret' } } },
	problems: [409],
	async handle({ latchkey, actor, params, body }) {
		const { domainId, clientId } = params;
		const { secret, credentials } = await latchkey.secrets.add(actor, domainId, clientId, {
			overlapMs: toMs(body.overlap),
			expiresAt: millisecondsOf(body.expiresAt),
		});
		return {
			status: 201,
			body: { ...secretOnWire(secret), credentials },
			location: locationOf(SECRET_PATH, { ...params, secretId: secret.secretId }),
		};
	},
});

const revoke = operation({
	id: 'revokeSecret',
	method: 'delete',
	path: SECRET_PATH,
	summary: 'Revoke a secret: it and the tokens that were issued for it stop working at once, and no others',
	params: secretParams,
	query: revokeQuery,
	body: noBody,
	success: { 204: { description: 'Revoked' } },
	problems: [409],
	async handle({ latchkey, actor, params, query }) {
		const leaked = query.leaked === 'true';
		await latchkey.secrets.revoke(actor, params.domainId, params.clientId, params.secretId, { leaked });
		return { status: 204 };
	},
});

export const secretOperations = [list, add, revoke];
