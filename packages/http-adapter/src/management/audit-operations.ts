import { LINES_TYPE } from '../send-lines.ts';
import { operation } from './operation.ts';
import { auditQuery, domainParams, noBody } from './schemas.ts';
import { millisecondsOf } from './wire.ts';

const list = operation({
	id: 'listAuditEntries',
	method: 'get',
	path: '/v1/domains/{domainId}/audit',
	summary:
		'What happened in the domain, newest first, by pages; or all of it, as lines of JSON in the order of its chain',
	params: domainParams,
	query: auditQuery,
	body: noBody,
	success: {
		200: { description: 'A page, or the whole log with its signed head', schema: 'AuditPage', asLines: true },
	},
	problems: [409],
	async handle({ latchkey, actor, params, query, accept }) {
		const { format, actor: actorId, from, to, ...filter } = query;
		if (format === 'jsonl' || (format === undefined && accept.includes(LINES_TYPE))) {
			return { status: 200, lines: await latchkey.audit.exportLines(actor, params.domainId) };
		}
		const times = { from: millisecondsOf(from), to: millisecondsOf(to) };
		return { status: 200, body: await latchkey.audit.list(actor, params.domainId, { ...filter, ...times, actorId }) };
	},
});

export const auditOperations = [list];
