import type { ClientSecret } from '@latchkey/core';

/** Whether anything is gone by which a secret could be told or revealed: no byte of that may stay. */
export function losesSecret(before: readonly ClientSecret[], after: readonly ClientSecret[]): boolean {
	return before.some(
		({ digest, sealed }) =>
			!after.some((kept) => kept.digest === digest && (sealed === null || kept.sealed === sealed)),
	);
}
