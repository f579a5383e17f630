import { type PresentedAssertion, presentedAssertion } from '../assertions/client-assertion.ts';
import { certificateThumbprint } from '../certificates/thumbprint.ts';
import { OAuthError } from '../errors.ts';

/** A token request as it came: nothing checked but that the form could be read. */
export interface TokenRequest {
	/** The `Authorization` header. */
	readonly authorization: string | undefined;
	/** The form's parameters in order, decoded, repeated ones repeated. */
	readonly parameters: readonly (readonly [name: string, value: string])[];
	/** The caller's address. */
	readonly address: string | undefined;
	/**
	 * DER of the certificate whose key the caller has proven to hold, by TLS, to this process or to a proxy that it
	 * trusts.
	 */
	readonly certificate?: Uint8Array | undefined;
}

export interface PresentedSecret {
	readonly method: 'client_secret';
	readonly clientId: string;
	readonly clientSecret: string;
}

/** Proven to be held by the caller, whoever that is. */
export interface PresentedCertificate {
	readonly method: 'client_certificate';
	readonly clientId: string;
	/** `x5t#S256`. */
	readonly thumbprint: string;
}

/** What a client would be authenticated by: nothing says yet that it is this client's. */
export type PresentedCredentials = PresentedSecret | PresentedCertificate | PresentedAssertion;

const BASIC = /^basic +(\S+)$/i;
const STRICT_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const LENIENT_BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
// VSCHAR of RFC 6749 Appendix A: what a Client ID and a Client Secret may be made of.
const VSCHARS = /^[\x20-\x7e]+$/;
const MAX_CREDENTIAL_LENGTH = 1024;

/**
 * Takes the client's credentials from the request: `Basic`, or `client_id` and `client_secret` in the form (RFC 6749
 * §2.3.1), or an assertion in the form (RFC 7523 §2.2), and only one of them; or `client_id` in the form and the
 * certificate of the connection (RFC 8705 §2). A certificate beside any of the others counts for nothing: many clients
 * present one wherever they are asked. The lenient door takes `Basic` where the form repeats the same credentials.
 */
export function presentedCredentials(
	{ authorization, certificate }: TokenRequest,
	form: ReadonlyMap<string, string>,
	lenient: boolean,
): PresentedCredentials {
	const formId = form.get('client_id');
	const formSecret = form.get('client_secret');
	if (form.has('client_assertion') || form.has('client_assertion_type')) {
		if (authorization !== undefined || formSecret !== undefined) throw severalMethods();
		return presentedAssertion(form);
	}
	if (authorization === undefined) {
		if (formId !== undefined && formSecret === undefined && certificate !== undefined) {
			return byCertificate(formId, certificate);
		}
		if (formId === undefined || formSecret === undefined) {
			throw new OAuthError('invalid_client', 'client authentication is missing');
		}
		return checked(formId, formSecret);
	}
	const basic = decodeBasic(lenient ? authorization.trim() : authorization, lenient);
	const repeated = lenient && formSecret === basic.clientSecret;
	if (formSecret !== undefined && !repeated) throw severalMethods();
	if (formId !== undefined && formId !== basic.clientId) {
		throw new OAuthError('invalid_request', 'client_id is not the client that authenticates');
	}
	return basic;
}

function decodeBasic(authorization: string, lenient: boolean): PresentedSecret {
	const encoded = BASIC.exec(authorization)?.[1];
	if (encoded === undefined) throw new OAuthError('invalid_client', 'the authentication scheme must be Basic');
	if (!(lenient ? LENIENT_BASE64 : STRICT_BASE64).test(encoded)) throw malformedBasic();
	const text = Buffer.from(encoded, 'base64').toString('latin1');
	const colon = text.indexOf(':');
	if (colon < 0) throw malformedBasic();
	return checked(formDecode(text.slice(0, colon)), formDecode(text.slice(colon + 1)));
}

/**
 * RFC 6749 §2.3.1 wants both values form-encoded before base64; many clients send them as they are. Ours consist of
 * unreserved characters, so both ways say the same; what does not decode is taken as it stands.
 */
function formDecode(text: string): string {
	if (!text.includes('%')) return text;
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return text;
	}
}

function checked(clientId: string, clientSecret: string): PresentedSecret {
	if (!isWellFormed(clientId) || !isWellFormed(clientSecret)) throw malformed();
	return { method: 'client_secret', clientId, clientSecret };
}

function byCertificate(clientId: string, certificate: Uint8Array): PresentedCertificate {
	if (!isWellFormed(clientId)) throw malformed();
	return { method: 'client_certificate', clientId, thumbprint: certificateThumbprint(certificate) };
}

function isWellFormed(value: string): boolean {
	return value.length <= MAX_CREDENTIAL_LENGTH && VSCHARS.test(value);
}

function malformed(): OAuthError {
	return new OAuthError('invalid_client', 'the client credentials are malformed');
}

function malformedBasic(): OAuthError {
	return new OAuthError('invalid_client', 'the Basic credentials are malformed');
}

function severalMethods(): OAuthError {
	return new OAuthError('invalid_request', 'the client must authenticate by one method only');
}
