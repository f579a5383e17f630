import type { AuthorityKey } from './repositories.ts';

/** What an authority's key is bound to when it is wrapped: put in another's place it does not unwrap. */
export function authorityKeyContext({ customerId, generation }: AuthorityKey): string {
	return JSON.stringify(['certificate-authority', customerId, generation]);
}
