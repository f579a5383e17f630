import type { KeyObject } from 'node:crypto';
import type { ClientApplication } from '../applications/client-application.ts';
import type { ClientSecret } from '../secrets/client-secret.ts';
import { digestsEqual, secretDigest } from '../secrets/digest.ts';
import { type ProvenSecret, provenSecret } from './credential.ts';
import type { PresentedSecret } from './credentials.ts';

/** Compared with where there is no such client, so that an unknown one costs what a wrong secret costs. */
const NO_DIGEST = 'A'.repeat(43);

/** Which of the application's secrets was presented; undefined where none was. */
export function proveSecret(
	digestKey: KeyObject,
	application: ClientApplication | undefined,
	{ clientId, clientSecret }: PresentedSecret,
): ProvenSecret | undefined {
	const secret = matchingSecret(application, secretDigest(digestKey, clientId, clientSecret));
	return secret === undefined ? undefined : provenSecret(secret);
}

/** Looks at every secret, so that the time taken does not tell which one matched. */
function matchingSecret(application: ClientApplication | undefined, digest: string): ClientSecret | undefined {
	if (application === undefined || application.secrets.length === 0) {
		digestsEqual(NO_DIGEST, digest);
		return undefined;
	}
	let matching: ClientSecret | undefined;
	for (const secret of application.secrets) {
		if (digestsEqual(secret.digest, digest)) matching = secret;
	}
	return matching;
}
