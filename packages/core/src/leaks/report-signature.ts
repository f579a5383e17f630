import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { LatchkeyError } from '../errors.ts';

/** A report of leaked secrets as it came over the wire. */
export interface SignedReport {
	/** `Github-Public-Key-Identifier` */
	readonly keyIdentifier: string | undefined;
	/** `Github-Public-Key-Signature`: ECDSA-NIST-P256V1-SHA256 over the body, DER in base64. */
	readonly signature: string | undefined;
	/** Byte by byte: what is parsed and written again has another signature. */
	readonly body: Uint8Array;
}

/**
 * Public keys (PEM, NIST P-256) of those who may report leaks, by the identifier under which they sign; or a function
 * that finds one, where they change.
 */
export type LeakReportKeys =
	| Readonly<Record<string, string>>
	| ((keyIdentifier: string) => string | undefined | Promise<string | undefined>);

export type AssertSigned = (report: SignedReport) => Promise<void>;

const MAX_LENGTH = 512;

/** Rejects with `untrusted_report` unless a trusted key signed the report. Throws TypeError where a key is none. */
export function reportSignature(keys: LeakReportKeys): AssertSigned {
	const known = typeof keys === 'function' ? undefined : new Map(Object.entries(keys).map(readKey));

	async function keyOf(identifier: string): Promise<KeyObject | undefined> {
		if (typeof keys !== 'function') return known?.get(identifier);
		const pem = await keys(identifier);
		return pem === undefined ? undefined : readKey([identifier, pem])[1];
	}

	return async ({ keyIdentifier = '', signature = '', body }) => {
		const bounded = keyIdentifier !== '' && keyIdentifier.length <= MAX_LENGTH && signature.length <= MAX_LENGTH;
		const key = bounded ? await keyOf(keyIdentifier) : undefined;
		const signed = key !== undefined && verify('sha256', body, key, Buffer.from(signature, 'base64'));
		// Which of the two was wrong is nobody's business who is not trusted.
		if (!signed) throw new LatchkeyError('untrusted_report', 'no key that is trusted here has signed this report');
	};
}

function readKey([identifier, pem]: [string, string]): [string, KeyObject] {
	const key = createPublicKey(pem);
	if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
		throw new TypeError(`the key "${identifier}" for reports of leaks is none of NIST P-256`);
	}
	return [identifier, key];
}
