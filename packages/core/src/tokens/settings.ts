import { invalidInput } from '../input.ts';

const ALGORITHMS = ['ES256', 'EdDSA', 'RS256'] as const;
export type SigningAlgorithm = (typeof ALGORITHMS)[number];

/** How access tokens are made. */
export interface TokenSettings {
	/**
	 * The `iss` of every token and the identifier in the metadata (RFC 8414): an https URL (http in
	 * development) without query or fragment.
	 */
	readonly issuer: string;
	/** The `aud` of every token (RFC 9068 §3): what the resource servers call themselves. */
	readonly audience: string;
	/** How long a token lives, in seconds; an hour where absent, from a minute to a day. */
	readonly lifetimeSeconds?: number;
	/**
	 * The bounds within which an application may have a life of its own for its tokens; a minute to a day where absent.
	 */
	readonly shortestLifetimeSeconds?: number;
	readonly longestLifetimeSeconds?: number;
	/** What new signing keys are made for; ES256 where absent. */
	readonly algorithm?: SigningAlgorithm;
	/** How long a signing key signs before the next one does, in days; 90 where absent, at least 2. */
	readonly rotateKeysEveryDays?: number;
	/** Other resource servers that tokens may be asked for (RFC 8707), each by its absolute URI; none where absent. */
	readonly resources?: readonly string[];
	/**
	 * What the `aud` of a client assertion may be beside the issuer: the URL of the token endpoint, say, for clients that
	 * cannot be told otherwise; nothing where absent.
	 */
	readonly assertionAudiences?: readonly string[];
}

export type CheckedTokenSettings = Required<TokenSettings>;

/** How long tokens live, and may; seconds. */
export type TokenLifetimes = Pick<
	CheckedTokenSettings,
	'lifetimeSeconds' | 'shortestLifetimeSeconds' | 'longestLifetimeSeconds'
>;

const DEFAULT_LIFETIME_SECONDS = 3600;
const DEFAULT_ROTATION_DAYS = 90;
/** A key is published for a day before it signs. */
const MIN_ROTATION_DAYS = 2;
const MIN_LIFETIME_SECONDS = 60;
/** A day. Also bounds how long revocations must be remembered, whatever another process of the host is set to. */
export const MAX_LIFETIME_SECONDS = 86_400;

/** Throws TypeError where a setting could not work. */
export function checkTokenSettings(settings: TokenSettings): CheckedTokenSettings {
	const { issuer, audience, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS, algorithm = 'ES256' } = settings;
	const { rotateKeysEveryDays = DEFAULT_ROTATION_DAYS, resources = [], assertionAudiences = [] } = settings;
	const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
	const plain = url !== undefined && url.search === '' && url.hash === '' && !/[?#]/.test(issuer);
	if (!plain || !['https:', 'http:'].includes(url.protocol)) {
		throw new TypeError('tokens.issuer must be a URL without query and fragment');
	}
	if (audience === '') throw new TypeError('tokens.audience must not be empty');
	const { shortestLifetimeSeconds = MIN_LIFETIME_SECONDS, longestLifetimeSeconds = MAX_LIFETIME_SECONDS } = settings;
	const lifetimes = { shortestLifetimeSeconds, lifetimeSeconds, longestLifetimeSeconds };
	for (const [name, seconds] of Object.entries(lifetimes)) {
		const inBounds = seconds >= MIN_LIFETIME_SECONDS && seconds <= MAX_LIFETIME_SECONDS;
		if (!Number.isInteger(seconds) || !inBounds) {
			throw new TypeError(`tokens.${name} must be ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}`);
		}
	}
	if (shortestLifetimeSeconds > longestLifetimeSeconds) {
		throw new TypeError('tokens.shortestLifetimeSeconds must not be more than tokens.longestLifetimeSeconds');
	}
	if (!ALGORITHMS.includes(algorithm)) throw new TypeError(`tokens.algorithm must be one of ${ALGORITHMS.join(', ')}`);
	if (!(rotateKeysEveryDays >= MIN_ROTATION_DAYS)) {
		throw new TypeError(`tokens.rotateKeysEveryDays must be at least ${MIN_ROTATION_DAYS}`);
	}
	for (const resource of resources) {
		if (!isResourceIndicator(resource)) throw new TypeError(`tokens.resources: ${resource} is not an absolute URI`);
	}
	return { issuer, audience, ...lifetimes, algorithm, rotateKeysEveryDays, resources, assertionAudiences };
}

/** Throws `invalid_input` where an application may not be given this. */
export function assertTokenLifetime(seconds: number | null, bounds: TokenLifetimes): void {
	const { shortestLifetimeSeconds: shortest, longestLifetimeSeconds: longest } = bounds;
	if (seconds === null || (seconds >= shortest && seconds <= longest)) return;
	const message = `must be ${shortest} to ${longest} seconds, or null`;
	throw invalidInput([{ path: ['tokenLifetimeSeconds'], message }]);
}

/** Of one application, in seconds: within the bounds of today, whatever it was once given. */
export function tokenLifetimeOf(ownSeconds: number | null, bounds: TokenLifetimes): number {
	if (ownSeconds === null) return bounds.lifetimeSeconds;
	return Math.min(Math.max(ownSeconds, bounds.shortestLifetimeSeconds), bounds.longestLifetimeSeconds);
}

/** RFC 8707 §2: an absolute URI without a fragment. */
function isResourceIndicator(text: string): boolean {
	return URL.canParse(text) && !text.includes('#');
}
