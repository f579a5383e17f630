import type { Transfer, TransferKind, TransferPage } from '@latchkey/core';

/** Large enough that a page costs more than asking for it, small enough to be held and to be lost. */
export const DEFAULT_PAGE = 1000;

/** All pages of one kind from a position on; the next one is on its way while one is worked on. */
export async function* readPages<Kind extends TransferKind>(
	transfer: Transfer,
	kind: Kind,
	size: number,
	from?: string,
): AsyncGenerator<TransferPage<Kind>> {
	let coming: Promise<TransferPage<Kind>> | undefined = transfer.read(kind, from, size);
	while (coming !== undefined) {
		const page: TransferPage<Kind> = await coming;
		coming = page.next === null ? undefined : transfer.read(kind, page.next, size);
		// Whoever stops early does not wait for it.
		coming?.catch(() => undefined);
		yield page;
	}
}
