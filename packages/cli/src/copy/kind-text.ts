import type { TransferKind } from '@latchkey/core';

/** A kind of record as people read it: `audit entries`. */
export function kindText(kind: TransferKind): string {
	return kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
