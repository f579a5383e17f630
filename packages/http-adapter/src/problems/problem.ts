import type { BearerError, LatchkeyErrorCode, OAuthErrorCode } from '@latchkey/core';

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

interface ErrorKind {
	readonly status: number;
	readonly title: string;
	/** Seconds, where trying again is likely to help. */
	readonly retryAfter?: number;
	/** What the doors of OAuth answer (RFC 6749 §5.2) where it does not follow from code and status. */
	readonly oauth?: OAuthAnswer;
}

/** What a door of OAuth answers. */
interface OAuthAnswer {
	readonly status: number;
	readonly error: string;
}

const NOT_NOW: OAuthAnswer = { status: 503, error: 'temporarily_unavailable' };

/** Every error code of core, and what it is in HTTP. */
const CORE_KINDS: Readonly<Record<LatchkeyErrorCode, ErrorKind>> = {
	invalid_input: { status: 400, title: 'The request is not valid' },
	// At a door of OAuth: the client was removed since it authenticated.
	not_found: { status: 404, title: 'Not found', oauth: { status: 401, error: 'invalid_client' } },
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
	conflict: { status: 409, title: 'Others are changing it', retryAfter: 1, oauth: NOT_NOW },
	untrusted_report: { status: 403, title: 'The report is not signed by a trusted key' },
	outbox_full: { status: 503, title: 'Too many events wait to be relayed', retryAfter: 5, oauth: NOT_NOW },
	store_unavailable: { status: 503, title: 'The store is not available', retryAfter: 2, oauth: NOT_NOW },
};

type ClientErrorCode = Exclude<OAuthErrorCode, 'temporarily_unavailable'> | BearerError['error'];

/** Why a client is refused that authenticates (RFC 6749 §5.2, RFC 8707 §2) or shows a token (RFC 6750 §3.1). */
const CLIENT_KINDS: Readonly<Record<ClientErrorCode, ErrorKind>> = {
	invalid_request: { status: 400, title: 'The request is malformed' },
	invalid_client: { status: 401, title: 'Client authentication failed' },
	unauthorized_client: { status: 400, title: 'The client may not do this' },
	unsupported_grant_type: { status: 400, title: 'The grant type is not supported' },
	invalid_scope: { status: 400, title: 'The scope is not valid' },
	invalid_target: { status: 400, title: 'The resource is not valid' },
	missing_token: { status: 401, title: 'A bearer token is needed' },
	invalid_token: { status: 401, title: 'The token is not valid here' },
	insufficient_scope: { status: 403, title: 'The token lacks a privilege' },
};

/** What goes wrong before core is asked, or beside it. */
const HTTP_KINDS = {
	too_many_failures: { status: 429, title: 'Too many failed attempts', oauth: { ...NOT_NOW, status: 429 } },
	unauthenticated: { status: 401, title: 'Nobody is signed in' },
	cross_origin: { status: 403, title: 'The request comes from another site' },
	method_not_allowed: { status: 405, title: 'The method is not allowed' },
	payload_too_large: { status: 413, title: 'The request is too large' },
	unsupported_media_type: { status: 415, title: 'The content type must be application/json' },
	internal_error: { status: 500, title: 'Something went wrong' },
} satisfies Record<string, ErrorKind>;

export type HttpProblemCode = keyof typeof HTTP_KINDS;
export type ErrorCode = LatchkeyErrorCode | ClientErrorCode | HttpProblemCode;

const KINDS: Readonly<Record<ErrorCode, ErrorKind>> = { ...CORE_KINDS, ...CLIENT_KINDS, ...HTTP_KINDS };

/** An error of the adapter's own. */
export class HttpProblemError extends Error {
	override readonly name = 'HttpProblemError';
	readonly code: HttpProblemCode;
	/** Of the answer. */
	readonly headers: Readonly<Record<string, string>>;

	constructor(code: HttpProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
		super(message);
		this.code = code;
		this.headers = headers;
	}
}

/** Seconds after which trying again is likely to help; undefined where it is not. */
export function retryAfterOf(code: ErrorCode): number | undefined {
	return KINDS[code].retryAfter;
}

export function problemOf(code: ErrorCode, detail: string, members: Readonly<Record<string, unknown>> = {}): Problem {
	const { status, title } = KINDS[code];
	return { type: `urn:latchkey:problem:${code.replaceAll('_', '-')}`, title, status, detail, ...members };
}

export function oauthAnswerOf(code: ErrorCode): OAuthAnswer {
	const { status, oauth } = KINDS[code];
	if (oauth !== undefined) return oauth;
	if (code in CLIENT_KINDS) return { status, error: code };
	return { status, error: status < 500 ? 'invalid_request' : 'server_error' };
}
