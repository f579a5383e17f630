import type { LatchkeyErrorCode } from '@latchkey/core';

/** A problem document (RFC 9457). */
export interface Problem {
	/** Stable: `urn:latchkey:problem:` and a word. */
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	/** What a caller can act on, by kind of problem. */
	readonly [member: string]: unknown;
}

interface ProblemKind {
	readonly status: number;
	readonly title: string;
	/** Seconds, where trying again is likely to help. */
	readonly retryAfter?: number;
}

/** Every error code of core, and what it is in HTTP. */
const KINDS: Readonly<Record<LatchkeyErrorCode, ProblemKind>> = {
	invalid_input: { status: 400, title: 'The request is not valid' },
	not_found: { status: 404, title: 'Not found' },
	forbidden: { status: 403, title: 'Not allowed' },
	privilege_not_grantable: { status: 403, title: 'A privilege may not be granted' },
	limit_reached: { status: 409, title: 'The limit is reached' },
	too_many_secrets: { status: 409, title: 'Too many secrets' },
	too_many_certificates: { status: 409, title: 'Too many certificates' },
	too_many_revoked: { status: 409, title: 'Too many credentials were revoked of late' },
	key_in_use: { status: 409, title: 'Another certificate has this key' },
	show_once: { status: 409, title: 'Secrets are shown once' },
	no_rotation: { status: 409, title: 'No rotation is under way' },
	successor_in_use: { status: 409, title: 'The new secret is in use' },
	idempotency_key_reused: { status: 422, title: 'The Idempotency-Key was used for another request' },
	idempotent_answer_gone: { status: 409, title: 'The first answer cannot be given again' },
	no_notifications: { status: 409, title: 'This platform sends no notifications' },
	endpoint_disabled: { status: 409, title: 'The endpoint is disabled' },
	domain_removed: { status: 409, title: 'The domain was removed' },
	precondition_failed: { status: 412, title: 'It was changed since it was read' },
	conflict: { status: 409, title: 'Others are changing it', retryAfter: 1 },
	untrusted_report: { status: 403, title: 'The report is not signed by a trusted key' },
	outbox_full: { status: 503, title: 'Too many events wait to be relayed', retryAfter: 5 },
	store_unavailable: { status: 503, title: 'The store is not available', retryAfter: 2 },
};

/** What goes wrong before core is asked. */
const HTTP_KINDS = {
	invalid_client: { status: 401, title: 'The client credentials open nothing' },
	too_many_failures: { status: 429, title: 'Too many failed attempts' },
	unauthenticated: { status: 401, title: 'Nobody is signed in' },
	cross_origin: { status: 403, title: 'The request comes from another site' },
	method_not_allowed: { status: 405, title: 'The method is not allowed' },
	payload_too_large: { status: 413, title: 'The request is too large' },
	unsupported_media_type: { status: 415, title: 'The content type must be application/json' },
	internal_error: { status: 500, title: 'Something went wrong' },
} satisfies Record<string, ProblemKind>;

export type HttpProblemCode = keyof typeof HTTP_KINDS;

/** An error of the adapter's own. */
export class HttpProblemError extends Error {
	override readonly name = 'HttpProblemError';
	readonly code: HttpProblemCode;

	constructor(code: HttpProblemCode, message: string) {
		super(message);
		this.code = code;
	}
}

export interface ProblemAnswer {
	readonly problem: Problem;
	readonly retryAfter: number | undefined;
}

export function problemAnswer(
	code: LatchkeyErrorCode | HttpProblemCode,
	detail: string,
	members: Readonly<Record<string, unknown>> = {},
): ProblemAnswer {
	const kind: ProblemKind = { ...KINDS, ...HTTP_KINDS }[code];
	const { status, title, retryAfter } = kind;
	const type = `urn:latchkey:problem:${code.replaceAll('_', '-')}`;
	return { problem: { type, title, status, detail, ...members }, retryAfter };
}
