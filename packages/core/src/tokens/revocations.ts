import type { ClientApplication } from '../applications/client-application.ts';
import type { Clock, Logger } from '../ports.ts';
import type {
	ApplicationRepository,
	Invalidation,
	InvalidationPosition,
	RevokedToken,
	RevokedTokenPosition,
	RevokedTokenRepository,
} from '../store.ts';

/** What a token says of where it came from. */
export interface TokenOrigin {
	readonly clientId: string;
	readonly credentialId: string;
	readonly tokenEpoch: number;
	/** Its `jti`. */
	readonly tokenId: string;
}

/**
 * Which tokens were invalidated before their time. What this process commits is known at once; what others commit is
 * read from the store when what is known is older than a second.
 */
export interface Revocations {
	/** True where the answer of `isRevoked` is fresh enough as it is. */
	isFresh(): boolean;
	/**
	 * Makes it fresh. Where the store has failed to answer, it resolves at once and leaves it as it is, so that nobody
	 * waits for a store that is away; and where that has lasted for too long, it rejects when the store fails again.
	 */
	refresh(): Promise<void>;
	isRevoked(origin: TokenOrigin): boolean;
	/** Of a token's scopes, those that its application still holds. */
	scopesLeft(clientId: string, scopes: readonly string[]): readonly string[];
	/** Where a token may come from by now, given where it might when it was issued. */
	addressesAllowed(clientId: string, ranges: readonly string[]): readonly string[];
	/** Takes note of what this process committed. */
	note(application: ClientApplication): void;
	noteToken(token: Pick<RevokedToken, 'tokenId' | 'expiresAt'>): void;
}

export interface RevocationsParts {
	readonly applications: Pick<ApplicationRepository, 'invalidatedSince'>;
	readonly revokedTokens: Pick<RevokedTokenRepository, 'revokedSince'>;
	/** What must be as fresh: the signing keys. */
	readonly readKeys: () => Promise<void>;
	readonly clock: Clock;
	readonly logger: Logger;
	/** How long an invalidation must be remembered: the longest life of a token. */
	readonly revocationMemoryMs: number;
}

/**
 * From this age on, what is known is read again in the background, so that hardly any request has to wait; and while
 * the store is away, so often at most.
 */
const REFRESH_AFTER_MS = 500;
/** Older than this, it is read again before a token is let in: a revocation counts everywhere within a second. */
const STALE_AFTER_MS = 1000;
/** While the store is away, tokens are let in for so long on what was last known, and refused after. */
const GRACE_MS = 60_000;
/**
 * A reading starts so far before the last one: clocks may be five minutes off either way, as those of two processes ten
 * from each other, and a commit is a moment later than the instant it bears.
 */
export const CLOCK_OVERLAP_MS = 660_000;
const PAGE = 500;

interface Known extends Omit<Invalidation, 'revokedCredentials'> {
	readonly revokedCredentials: ReadonlySet<string>;
}

export function revocations(parts: RevocationsParts): Revocations {
	const { applications, revokedTokens, readKeys, clock, logger, revocationMemoryMs } = parts;
	const known = new Map<string, Known>();
	/** When they expire, by their ids. */
	const tokens = new Map<string, number>();
	let readAt: number | undefined;
	let attemptedAt = 0;
	let reading: Promise<void> | undefined;
	/** The last reading failed. */
	let away = false;

	function learn(invalidation: Invalidation): void {
		const before = known.get(invalidation.clientId);
		// Readings may arrive out of order: the newer one counts.
		if (before !== undefined && before.revision > invalidation.revision) return;
		const revokedCredentials = new Set(invalidation.revokedCredentials.map(({ credentialId }) => credentialId));
		known.set(invalidation.clientId, { ...invalidation, revokedCredentials });
	}

	async function read(): Promise<void> {
		const startedAt = clock.now();
		// From the last reading; from the beginning where the clock was set back, since what had been forgotten by the
		// later time may count again.
		const since = readAt !== undefined && readAt <= startedAt ? readAt : startedAt - revocationMemoryMs;
		await Promise.all([
			readApplications(since - CLOCK_OVERLAP_MS),
			readTokens(since - CLOCK_OVERLAP_MS, startedAt),
			readKeys(),
		]);
		readAt = startedAt;
		forget(startedAt);
	}

	async function readApplications(since: number): Promise<void> {
		let after: InvalidationPosition | undefined;
		let page: readonly Invalidation[];
		do {
			page = await applications.invalidatedSince(since, after, PAGE);
			for (const invalidation of page) learn(invalidation);
			after = page.at(-1);
		} while (page.length === PAGE);
	}

	async function readTokens(since: number, now: number): Promise<void> {
		let after: RevokedTokenPosition | undefined;
		let page: readonly RevokedToken[];
		do {
			page = await revokedTokens.revokedSince(since, now, after, PAGE);
			for (const { tokenId, expiresAt } of page) tokens.set(tokenId, expiresAt);
			after = page.at(-1);
		} while (page.length === PAGE);
	}

	function forget(now: number): void {
		// What has expired opens nothing, and comes back to life only where a clock is set back: within the overlap, or all
		// is read anew.
		for (const [tokenId, expiresAt] of tokens) {
			if (expiresAt + CLOCK_OVERLAP_MS < now) tokens.delete(tokenId);
		}
		for (const [clientId, { invalidatedAt }] of known) {
			if (invalidatedAt + revocationMemoryMs + 2 * CLOCK_OVERLAP_MS < now) known.delete(clientId);
		}
	}

	function readOnce(): Promise<void> {
		if (reading === undefined) {
			attemptedAt = clock.now();
			reading = read()
				.then(noteReturn, noteFailure)
				.finally(() => {
					reading = undefined;
				});
		}
		return reading;
	}

	function noteReturn(): void {
		if (away) logger.info({}, 'revocations are read again');
		away = false;
	}

	function noteFailure(error: unknown): never {
		if (!away && readAt !== undefined) {
			logger.warn(
				{ error: String(error) },
				'revocations could not be read; for a minute tokens are let in on what is known, and refused after',
			);
			away = true;
		}
		throw error;
	}

	function readInBackground(): void {
		const sinceAttempt = Math.abs(clock.now() - attemptedAt);
		if (reading === undefined && sinceAttempt >= REFRESH_AFTER_MS) void readOnce().catch(() => undefined);
	}

	const age = (): number => (readAt === undefined ? Number.POSITIVE_INFINITY : Math.abs(clock.now() - readAt));
	const graceLasts = (): boolean => age() <= GRACE_MS;

	return {
		isFresh() {
			const current = age();
			if (current > REFRESH_AFTER_MS && current <= STALE_AFTER_MS) readInBackground();
			return current <= STALE_AFTER_MS;
		},
		async refresh() {
			if (away && graceLasts()) return readInBackground();
			try {
				// A reading in hand may have looked before what the caller must know was written.
				if (reading !== undefined) await reading;
				await readOnce();
			} catch (error) {
				if (!graceLasts()) throw error;
			}
		},
		isRevoked({ clientId, credentialId, tokenEpoch, tokenId }) {
			if (tokens.has(tokenId)) return true;
			const entry = known.get(clientId);
			return entry !== undefined && (tokenEpoch < entry.tokenEpoch || entry.revokedCredentials.has(credentialId));
		},
		scopesLeft(clientId, scopes) {
			const entry = known.get(clientId);
			return entry === undefined ? scopes : scopes.filter((scope) => entry.privileges.includes(scope));
		},
		noteToken({ tokenId, expiresAt }) {
			tokens.set(tokenId, expiresAt);
		},
		addressesAllowed: (clientId, ranges) => known.get(clientId)?.allowedAddresses ?? ranges,
		note({ clientId, revision, invalidatedAt, tokenEpoch, revokedCredentials, privileges, allowedAddresses }) {
			if (invalidatedAt !== null) {
				learn({ clientId, revision, invalidatedAt, tokenEpoch, revokedCredentials, privileges, allowedAddresses });
			}
		},
	};
}
