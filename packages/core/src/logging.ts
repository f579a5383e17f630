import type { LogFields, Logger } from './ports.ts';
import { BASE64, decodings } from './secrets/hidden-text.ts';

const REDACTED = '[redacted]';
// A JWT, and what follows an authentication scheme: neither belongs in a log, whoever wrote it there. The bound is far
// beyond a header of a JWT, and keeps the search linear: a text may begin one in every other place.
const TOKENS = /\beyJ[\w-]{0,1000}\.[\w-]+\.[\w-]*|\b(?:Basic|Bearer)\s+[\w+/=.~-]+/gi;

// Of a key nothing is to be seen, not where it was cut off either; and a password is known by what it stands behind.
const PRIVATE_KEYS = /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?/g;
const PASSWORDS = /("?\bpass(?:word|phrase)"?\s*[:=]\s*)(?:"[^"]*"|[^\s,;}&]+)/gi;

/** Takes secrets and OAuth Credentials out of a text, and leaves what else it says. */
export function secretRedactor(secretPrefix: string): (text: string) => string {
	const secrets = new RegExp(`${secretPrefix}_[0-9A-Za-z]{6,}`, 'g');
	// OAuth Credentials without their scheme: base64 is told by what it decodes to, wherever in it that begins.
	const hidesSecret = (base64: string): boolean => decodings(base64).some((text) => text.search(secrets) >= 0);
	return (text) =>
		text.replace(secrets, REDACTED).replace(BASE64, (base64) => (hidesSecret(base64) ? REDACTED : base64));
}

/**
 * Wraps the host's logger so that no secret, token or OAuth Credentials passes, whatever text they are in. Nothing
 * of ours logs one on purpose; error messages of libraries may quote their input.
 */
export function redactingLogger(logger: Logger, secretPrefix: string): Logger {
	const clean = redactor(secretPrefix);
	const cleanFields = (fields: LogFields): LogFields =>
		Object.fromEntries(
			Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
		);
	return {
		debug: (fields, message) => logger.debug(cleanFields(fields), clean(message)),
		info: (fields, message) => logger.info(cleanFields(fields), clean(message)),
		warn: (fields, message) => logger.warn(cleanFields(fields), clean(message)),
		error: (fields, message) => logger.error(cleanFields(fields), clean(message)),
	};
}

/** Takes secrets, tokens, OAuth Credentials, private keys and passwords out of a text. */
export function redactor(secretPrefix: string): (text: string) => string {
	const withoutSecrets = secretRedactor(secretPrefix);
	return (text) =>
		withoutSecrets(text).replace(TOKENS, REDACTED).replace(PRIVATE_KEYS, REDACTED).replace(PASSWORDS, `$1${REDACTED}`);
}
