import { z } from 'zod';
import { applicationOperations } from './application-operations.ts';
import { auditOperations } from './audit-operations.ts';
import { certificateOperations } from './certificate-operations.ts';
import { deliveryOperations } from './delivery-operations.ts';
import { domainOperations } from './domain-operations.ts';
import { endpointOperations } from './endpoint-operations.ts';
import type { Operation } from './operation.ts';
import { ETAG, operation } from './operation.ts';
import { rotationOperations } from './rotation-operations.ts';
import { domainParams, noBody, noQuery, policyBody } from './schemas.ts';
import { secretOperations } from './secret-operations.ts';
import { policyOnWire, settingsFromWire } from './wire.ts';

const session = operation({
	id: 'getSession',
	method: 'get',
	path: '/v1/session',
	summary: 'Who is signed in, and what they may do where',
	params: z.object({}),
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The session', schema: 'Session' } },
	async handle({ latchkey, actor }) {
		return { status: 200, body: latchkey.session(actor) };
	},
});

const POLICY_PATH = '/v1/domains/{domainId}/policy';

const getPolicy = operation({
	id: 'getPolicy',
	method: 'get',
	path: POLICY_PATH,
	summary: "The domain's rules",
	params: domainParams,
	query: noQuery,
	body: noBody,
	success: { 200: { description: 'The policy', schema: 'Policy', headers: ETAG } },
	async handle({ latchkey, actor, params }) {
		const policy = await latchkey.policies.get(actor, params.domainId);
		return { status: 200, body: policyOnWire(policy), headers: { ETag: policy.tag } };
	},
});

const setPolicy = operation({
	id: 'setPolicy',
	method: 'put',
	path: POLICY_PATH,
	summary: 'Change the rules; after a switch to show-once, existing secrets can never be revealed again',
	params: domainParams,
	query: noQuery,
	body: policyBody,
	bodySchema: 'PolicySettings',
	takesIfMatch: true,
	success: { 200: { description: 'The policy', schema: 'Policy', headers: ETAG } },
	problems: [409, 412],
	async handle({ latchkey, actor, params, body, ifMatch }) {
		const policy = await latchkey.policies.set(actor, params.domainId, settingsFromWire(body), ifMatch);
		return { status: 200, body: policyOnWire(policy), headers: { ETag: policy.tag } };
	},
});

/** The whole management API. */
export const operations: readonly Operation[] = [
	session,
	...applicationOperations,
	...secretOperations,
	...certificateOperations,
	...rotationOperations,
	...domainOperations,
	getPolicy,
	setPolicy,
	...endpointOperations,
	...deliveryOperations,
	...auditOperations,
];
