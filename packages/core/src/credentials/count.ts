import type { ClientApplication } from '../applications/client-application.ts';

/** How many credentials of each kind an application has. */
export interface CredentialCounts {
	readonly secrets: number;
	readonly certificates: number;
	/** Registered keys; a set that is fetched from a URL counts as one. */
	readonly publicKeys: number;
}

export const NO_CREDENTIALS: CredentialCounts = { secrets: 0, certificates: 0, publicKeys: 0 };

export function credentialsIn(application: ClientApplication): CredentialCounts {
	const { secrets, certificates, publicKeys, keySet } = application;
	return {
		secrets: secrets.length,
		certificates: certificates.length,
		publicKeys: publicKeys.length + (keySet === null ? 0 : 1),
	};
}

export function sumOf({ secrets, certificates, publicKeys }: CredentialCounts): number {
	return secrets + certificates + publicKeys;
}
