import { expect, it } from 'vitest';
import { bytes, compare, type SignatureVector, wycheproof } from '../../test/vectors/wycheproof.ts';
import { LatchkeyError } from '../errors.ts';
import { reportSignature } from './report-signature.ts';

interface EcdsaGroup {
	readonly publicKeyPem: string;
	readonly tests: readonly SignatureVector[];
}

it('takes reports that are signed by ECDSA on P-256 with SHA-256 in DER, and no others (Wycheproof)', async () => {
	const groups = wycheproof<EcdsaGroup>('ecdsa_secp256r1_sha256');
	const compared = await compare(groups, async ({ msg, sig }: SignatureVector, { publicKeyPem }: EcdsaGroup) => {
		const assertSigned = reportSignature({ scanner: publicKeyPem });
		const signature = bytes(sig).toString('base64');
		try {
			await assertSigned({ keyIdentifier: 'scanner', signature, body: bytes(msg) });
			return true;
		} catch (error) {
			if (error instanceof LatchkeyError && error.code === 'untrusted_report') return false;
			throw error;
		}
	});
	expect(compared).toEqual({ asExpected: 484, otherwise: [] });
});
