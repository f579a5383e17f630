import { webcrypto } from 'node:crypto';
import {
	AuthorityKeyIdentifierExtension,
	Extension,
	X509Certificate,
	X509CrlGenerator,
	X509CrlReason,
} from '@peculiar/x509';
import type { RevokedCertificate } from '../repositories.ts';
import type { RevocationReason } from '../revocation-reason.ts';
import type { Authority } from './client-leaf.ts';
import { RSA_SHA256, rsaSigner } from './signing.ts';

const CRL_NUMBER = '2.5.29.20';

/** "Unspecified" is said by saying nothing (RFC 5280 §5.3.1). */
const REASONS: Readonly<Record<RevocationReason, X509CrlReason | undefined>> = {
	unspecified: undefined,
	key_compromise: X509CrlReason.keyCompromise,
	superseded: X509CrlReason.superseded,
	cessation_of_operation: X509CrlReason.cessationOfOperation,
};

export interface ListTerms {
	/** Each list's is higher than that of the one before. */
	readonly number: number;
	readonly thisUpdate: number;
	readonly nextUpdate: number;
}

/** A certificate revocation list (RFC 5280 §5), as DER. */
export async function revocationList(
	authority: Authority,
	revoked: readonly RevokedCertificate[],
	{ number, thisUpdate, nextUpdate }: ListTerms,
): Promise<Uint8Array> {
	const issuer = new X509Certificate(authority.certificate);
	const list = await X509CrlGenerator.create(
		{
			issuer: issuer.subjectName.toJSON(),
			thisUpdate: new Date(thisUpdate),
			nextUpdate: new Date(nextUpdate),
			entries: revoked.map(({ serialNumber, revokedAt, reason }) => {
				const code = REASONS[reason];
				const entry = { serialNumber, revocationDate: new Date(revokedAt) };
				return code === undefined ? entry : { ...entry, reason: code };
			}),
			extensions: [
				new Extension(CRL_NUMBER, false, derInteger(number)),
				await AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto),
			],
			signingKey: await rsaSigner(authority.privateKey),
			signingAlgorithm: RSA_SHA256,
		},
		webcrypto,
	);
	return new Uint8Array(list.rawData);
}

/** Of a number that is not negative. */
function derInteger(value: number): Uint8Array<ArrayBuffer> {
	const hex = value.toString(16);
	const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
	const unsigned = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
	return new Uint8Array([0x02, unsigned.length, ...unsigned]);
}
