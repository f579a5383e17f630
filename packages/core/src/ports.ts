/** The time now, in milliseconds since the Unix epoch. It may jump either way between two readings. */
export interface Clock {
	now(): number;
}

/** Cryptographically strong chance. */
export interface Random {
	bytes(length: number): Uint8Array;
}

/** Makes time pass for core: nothing in core owns a timer. */
export interface Scheduler {
	/**
	 * Runs `task` every `intervalMs`, one run at a time, first after one interval. A task that throws must not end the
	 * series. The returned function ends it and resolves when a run in hand has finished.
	 */
	every(intervalMs: number, task: () => Promise<void>): () => Promise<void>;
	/** Resolves after `ms` milliseconds. */
	delay(ms: number): Promise<void>;
}

/** What a log line may carry: flat facts, so that no object with a secret inside can slip in. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** The shape of pino's loggers, so that one can be passed as it is. */
export interface Logger {
	debug(fields: LogFields, message: string): void;
	info(fields: LogFields, message: string): void;
	warn(fields: LogFields, message: string): void;
	error(fields: LogFields, message: string): void;
}

/** Of what kind something measured was: few kinds, and never whose. */
export type MeasuredAttributes = Readonly<Record<string, string>>;

export interface InstrumentOptions {
	readonly description: string;
	/** As UCUM writes it, which OpenTelemetry's conventions ask for. */
	readonly unit: string;
}

export interface Counter {
	add(value: number, attributes: MeasuredAttributes): void;
}

/** Observes a value when somebody reads. */
export type GaugeCallback = (result: { observe(value: number): void }) => Promise<void>;

export interface ObservableGauge {
	addCallback(callback: GaugeCallback): void;
	removeCallback(callback: GaugeCallback): void;
}

/** Where metrics go. The shape of OpenTelemetry's meters, so that one can be passed as it is. */
export interface Meter {
	createCounter(name: string, options: InstrumentOptions): Counter;
	createObservableGauge(name: string, options: InstrumentOptions): ObservableGauge;
}

/** Who failed to authenticate: a client, whether it exists or not, an address, or both. Anyone can invent either. */
export interface FailedAuthentication {
	readonly clientId: string | undefined;
	/** As the host names it; whoever counts takes different spellings of one address, and one IPv6 /64, for the same. */
	readonly address: string | undefined;
}

/**
 * Counts failed client authentications. It is asked only after a failure: whoever holds the right secret is never
 * counted, so nobody can lock them out.
 */
export interface AuthenticationThrottle {
	/** Counts one failure; resolves to how long the caller should wait in milliseconds, or 0 when within bounds. */
	failed(failure: FailedAuthentication): Promise<number>;
}

/** A key as the store keeps it: encrypted by the key-encryption key that `keyEncryptionKeyId` names. */
export interface WrappedKey {
	readonly keyEncryptionKeyId: string;
	/** base64url */
	readonly ciphertext: string;
}

/**
 * The key-encryption key: a key file, an HSM or a cloud KMS. `context` is authenticated with the key, so that a wrapped
 * key put in another's place does not unwrap.
 */
export interface KeyEncryption {
	/** The key that `wrap` uses now; `unwrap` must go on serving every earlier one that is still in the store. */
	readonly currentKeyId: string;
	wrap(key: Uint8Array, context: string): Promise<WrappedKey>;
	unwrap(wrapped: WrappedKey, context: string): Promise<Uint8Array>;
}

/** One request to somebody else's server. */
export interface OutboundRequest {
	readonly method: 'POST' | 'GET';
	/** Absolute; as the customer gave it. */
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** For everything, from looking the name up to the end of the answer. */
	readonly timeoutMs: number;
	/** How much of the answer's body is kept, in bytes: at most 65,536, and 1,024 where absent. */
	readonly keepBytes?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

export interface OutboundAnswer {
	readonly status: number;
	/** By lower-case name; what was sent several times is joined by ", ". */
	readonly headers: Readonly<Record<string, string>>;
	/** As much of it as was to be kept, as text. */
	readonly bodyStart: string;
}

/**
 * HTTP out, to where customers say. Follows no redirect: one is an answer like any other. Reaches no address that the
 * host does not allow, whatever a name resolves to when it connects.
 */
export interface Outbound {
	/** Rejects with an `OutboundError` and nothing else. */
	send(request: OutboundRequest): Promise<OutboundAnswer>;
	/** Why `send` would refuse this URL at any time, for whoever entered it to read; undefined where it may be tried. */
	refusal(url: URL): string | undefined;
}
