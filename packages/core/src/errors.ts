/** Why a management call was refused. Closed: adapters map every code in one table. */
export type LatchkeyErrorCode =
	| 'invalid_input'
	| 'not_found'
	| 'forbidden'
	| 'privilege_not_grantable'
	| 'limit_reached'
	| 'too_many_secrets'
	| 'too_many_certificates'
	/** Of a secret, a certificate or a key that is to be added. */
	| 'too_many_revoked'
	/** Of a certificate that is asked for. */
	| 'key_in_use'
	| 'show_once'
	| 'no_rotation'
	| 'successor_in_use'
	| 'idempotency_key_reused'
	| 'idempotent_answer_gone'
	| 'domain_removed'
	| 'no_notifications'
	| 'endpoint_disabled'
	| 'precondition_failed'
	| 'conflict'
	| 'untrusted_report'
	| 'outbox_full'
	| 'store_unavailable';

/** One fault in an input: where, as a path of member names, and what is wrong. */
export interface InputIssue {
	readonly path: readonly (string | number)[];
	readonly message: string;
}

export interface LatchkeyErrorDetails {
	readonly issues?: readonly InputIssue[];
	/** With `privilege_not_grantable`. */
	readonly privileges?: readonly string[];
	/** With `limit_reached`, `too_many_secrets`, `too_many_certificates` and `too_many_revoked`. */
	readonly limit?: number;
	/** With `idempotent_answer_gone`: the application that the first request added. */
	readonly clientId?: string;
}

/** The one error that the management services throw on purpose. */
export class LatchkeyError extends Error {
	override readonly name = 'LatchkeyError';
	readonly code: LatchkeyErrorCode;
	readonly details: LatchkeyErrorDetails;

	constructor(code: LatchkeyErrorCode, message: string, details: LatchkeyErrorDetails = {}, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
		this.details = details;
	}
}

/**
 * A store could not answer. Stores throw it for every failure of theirs, so that a failure is never taken for an
 * absence; adapters answer 503.
 */
export class StoreUnavailableError extends LatchkeyError {
	constructor(message: string, options?: ErrorOptions) {
		super('store_unavailable', message, {}, options);
	}
}

/** The error codes of the token door (RFC 6749 §5.2), and the one that says "not now". */
export type OAuthErrorCode =
	| 'invalid_request'
	| 'invalid_client'
	| 'unauthorized_client'
	| 'unsupported_grant_type'
	| 'invalid_scope'
	| 'invalid_target'
	| 'temporarily_unavailable';

/** A token request that is refused. `message` is what `error_description` says. */
export class OAuthError extends Error {
	override readonly name = 'OAuthError';
	readonly error: OAuthErrorCode;
	/** Set where the caller failed too often; milliseconds. */
	readonly retryAfterMs: number;

	constructor(error: OAuthErrorCode, description: string, retryAfterMs = 0) {
		super(description);
		this.error = error;
		this.retryAfterMs = retryAfterMs;
	}
}

/** A bearer token that does not open this door (RFC 6750 §3.1). */
export class BearerError extends Error {
	override readonly name = 'BearerError';
	readonly error: 'missing_token' | 'invalid_request' | 'invalid_token' | 'insufficient_scope';

	constructor(error: BearerError['error'], description: string) {
		super(description);
		this.error = error;
	}
}

/**
 * - `refused_url`: not a URL that may be sent to, whatever its address.
 * - `refused_address`: it leads where no request may go.
 * - `unknown_host`: the name has no address.
 * - `connection`: not connected, cut off, or no HTTP.
 * - `tls`: its certificate does not hold, or TLS failed otherwise.
 * - `timeout`: not done in time.
 * - `aborted`: the caller called it off.
 */
export type OutboundErrorCode =
	| 'refused_url'
	| 'refused_address'
	| 'unknown_host'
	| 'connection'
	| 'tls'
	| 'timeout'
	| 'aborted';

/**
 * A request that went out has no answer. The message is for customers to see, and says nothing of the host's own
 * network; of `unknown_host` and `refused_address` they are told the same.
 */
export class OutboundError extends Error {
	override readonly name = 'OutboundError';
	readonly code: OutboundErrorCode;

	constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}
