/** To get a token by the client credentials grant. */
export interface TokenQuestion {
	readonly ask: 'token';
	/** The library by its own name. */
	readonly library: string;
	/** How the client authenticates, in the library's own word. */
	readonly method: string;
	readonly tokenEndpoint: string;
	readonly clientId: string;
	readonly clientSecret?: string;
	/** A private JWK (RFC 7517), with `kid` and `alg`: what assertions are signed by. */
	readonly key?: object;
	/** What assertions are for. */
	readonly assertionAudience?: string;
	readonly tls?: TlsIdentity;
}

/** What a client shows in TLS, and whom it trusts there; all PEM, the key as PKCS #8 of P-256. */
export interface TlsIdentity {
	readonly certificate: string;
	readonly key: string;
	readonly trusted: string;
}

/** To verify a token from the published keys alone, as a resource server would. */
export interface VerifyQuestion {
	readonly ask: 'verify';
	readonly library: string;
	readonly jwksUri: string;
	readonly issuer: string;
	readonly audience: string;
	/** The one that the resource server expects. */
	readonly algorithm: string;
	/** Whose token it must be; for a library that asks. */
	readonly clientId: string;
	readonly token: string;
}

/** What a client got, or what it says of a refusal; a client that fails in any other way fails its program. */
export type ClientAnswer = { readonly token: string } | { readonly clientId: string } | { readonly refused: string };
