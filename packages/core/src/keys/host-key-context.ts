import type { HostKey } from '../store.ts';

/** What a host key is bound to when it is wrapped: a signing key put in the digest key's place does not unwrap. */
export function hostKeyContext(keyId: string, purpose: HostKey['purpose']): string {
	return JSON.stringify(['host-key', purpose, keyId]);
}
