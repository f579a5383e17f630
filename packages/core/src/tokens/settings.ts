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
	/** What new signing keys are made for; ES256 where absent. */
	readonly algorithm?: SigningAlgorithm;
}

export type CheckedTokenSettings = Required<TokenSettings>;

const DEFAULT_LIFETIME_SECONDS = 3600;
const MIN_LIFETIME_SECONDS = 60;
/** A day. Also bounds how long revocations must be remembered, whatever another process of the host is set to. */
export const MAX_LIFETIME_SECONDS = 86_400;

/** Throws TypeError where a setting could not work. */
export function checkTokenSettings(settings: TokenSettings): CheckedTokenSettings {
	const { issuer, audience, lifetimeSeconds = DEFAULT_LIFETIME_SECONDS, algorithm = 'ES256' } = settings;
	const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
	const plain = url !== undefined && url.search === '' && url.hash === '' && !/[?#]/.test(issuer);
	if (!plain || !['https:', 'http:'].includes(url.protocol)) {
		throw new TypeError('tokens.issuer must be a URL without query and fragment');
	}
	if (audience === '') throw new TypeError('tokens.audience must not be empty');
	const inBounds = lifetimeSeconds >= MIN_LIFETIME_SECONDS && lifetimeSeconds <= MAX_LIFETIME_SECONDS;
	if (!Number.isInteger(lifetimeSeconds) || !inBounds) {
		throw new TypeError(`tokens.lifetimeSeconds must be ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}`);
	}
	if (!ALGORITHMS.includes(algorithm)) throw new TypeError(`tokens.algorithm must be one of ${ALGORITHMS.join(', ')}`);
	return { issuer, audience, lifetimeSeconds, algorithm };
}
