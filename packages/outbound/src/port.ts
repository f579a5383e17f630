/** One request to somebody else's server. */
export interface OutboundRequest {
	readonly method: 'POST' | 'GET';
	/** Absolute; as the customer gave it. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** For everything, from looking the name up to the end of the answer. */
	readonly timeoutMs: number;
	readonly signal?: AbortSignal | undefined;
}

export interface OutboundAnswer {
	readonly status: number;
	/** By lower-case name; what was sent several times is joined by ", ". */
	readonly headers: Readonly<Record<string, string>>;
	/** The first KiB, as text. */
	readonly bodyStart: string;
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

/** There is no answer. The message is for customers to see: it says nothing of the host's own network. */
export class OutboundError extends Error {
	override readonly name = 'OutboundError';
	readonly code: OutboundErrorCode;

	constructor(code: OutboundErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** HTTP out. Follows no redirect: one is an answer like any other. */
export interface Outbound {
	/** Rejects with an `OutboundError` and nothing else. */
	send(request: OutboundRequest): Promise<OutboundAnswer>;
	/** Why `send` would refuse this URL at any time, for whoever entered it to read; undefined where it may be tried. */
	refusal(url: URL): string | undefined;
}
