import type { ClientApplication } from '../applications/client-application.ts';
import { certificateWorks } from '../certificates/client-certificate.ts';
import { secretWorks } from '../secrets/client-secret.ts';

/** So many ancestors are remembered: with a rotation a month, the last five years. */
const MAX_ANCESTORS = 60;

/**
 * What is given to the holder of this credential descends from it and from all that it descends from. Undefined where
 * it is no credential that works.
 */
export function descentFrom(
	{ secrets, certificates }: ClientApplication,
	credentialId: string,
	now: number,
): readonly string[] | undefined {
	const secret = secrets.find(({ secretId }) => secretId === credentialId);
	const certificate = certificates.find(({ certificateId }) => certificateId === credentialId);
	const works =
		(secret !== undefined && secretWorks(secret, now)) ||
		(certificate !== undefined && certificateWorks(certificate, now));
	if (!works) return undefined;
	return [credentialId, ...((secret ?? certificate)?.ancestors ?? [])].slice(0, MAX_ANCESTORS);
}

/** Whether anything is there that was given to who held this credential, which itself may have ended. */
export function hasDescendants({ secrets, certificates }: ClientApplication, credentialId: string): boolean {
	return [...secrets, ...certificates].some(({ ancestors }) => ancestors.includes(credentialId));
}
