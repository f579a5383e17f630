import { operation } from './operation.ts';
import { domainParams, noBody, noQuery, revokeAllBody, usageQuery } from './schemas.ts';
import { credentialUseOnWire } from './wire.ts';

const revokeAll = operation({
	id: 'revokeAll',
	method: 'post',
	path: '/v1/domains/{domainId}/revoke-all',
	summary:
		'Revoke every secret, certificate and public key of every application, and every token: after a theft; can be repeated',
	params: domainParams,
	query: noQuery,
	body: revokeAllBody,
	bodySchema: 'RevokeAll',
	success: { 200: { description: 'What was revoked by this call', schema: 'Revoked' } },
	problems: [409],
	async handle({ latchkey, actor, params, body }) {
		const { leaked = false } = body;
		const revoked = await latchkey.massRevocation.revokeDomain(actor, params.domainId, { leaked });
		const { applications, secrets, certificates, publicKeys } = revoked;
		return { status: 200, body: { applications, secrets, certificates, publicKeys } };
	},
});

const usage = operation({
	id: 'getUsage',
	method: 'get',
	path: '/v1/domains/{domainId}/usage',
	summary: 'Who used what, and when: every credential of every application, also those that have ended',
	params: domainParams,
	query: usageQuery,
	body: noBody,
	success: { 200: { description: 'A page', schema: 'CredentialUsePage' } },
	async handle({ latchkey, actor, params, query }) {
		const page = await latchkey.useReport.page(actor, params.domainId, query);
		return { status: 200, body: { ...page, items: page.items.map(credentialUseOnWire) } };
	},
});

/** What concerns all applications of a domain at once. */
export const domainOperations = [revokeAll, usage];
