import type { Store, TransferKind, TransferRecords } from '@latchkey/core';
import { expect } from 'vitest';

/** All records of a kind, page by page; `between` runs after each page. */
export async function readKind<Kind extends TransferKind>(
	{ transfer }: Store,
	kind: Kind,
	limit: number,
	between: () => Promise<void> = async () => undefined,
): Promise<readonly TransferRecords[Kind][]> {
	const records: TransferRecords[Kind][] = [];
	let after: string | undefined;
	for (;;) {
		const page = await transfer.read(kind, after, limit);
		expect(page.records.length, 'a page holds no more than it was asked for').toBeLessThanOrEqual(limit);
		records.push(...page.records);
		if (page.next === null) return records;
		expect(page.next, 'the pages come to an end').not.toBe(after);
		after = page.next;
		await between();
	}
}
