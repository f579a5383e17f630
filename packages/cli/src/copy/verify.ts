import type { Store, TransferKind } from '@latchkey/core';
import { recordDigest } from './digest.ts';
import { readPages } from './read-pages.ts';
import { recordKey } from './record-key.ts';

/** One kind of record on either side. */
export interface Verification {
	readonly kind: TransferKind;
	readonly same: boolean;
	readonly source: { readonly count: number; readonly digest: string };
	readonly destination: { readonly count: number; readonly digest: string };
	/** In the destination alone, where it had records before. */
	readonly others: number;
	/** Keys of records that differ or are on one side only; the first few. */
	readonly examples: readonly string[];
}

export interface VerifyOptions {
	readonly intoExisting: boolean;
	/** Records in a page. */
	readonly pageSize: number;
	readonly onProgress: (read: number) => void;
}

const MAX_EXAMPLES = 3;

/**
 * Reads one kind on both sides. With `intoExisting`, what only the destination has is counted apart, since it was there
 * before.
 */
export async function verifyKind(
	kind: TransferKind,
	source: Store,
	destination: Store,
	{ intoExisting, pageSize, onProgress }: VerifyOptions,
): Promise<Verification> {
	const here = recordDigest();
	const there = recordDigest();
	const known = new Map<string, string>();
	let others = 0;
	let read = 0;
	const examples: string[] = [];
	const note = (key: string): void => {
		if (examples.length < MAX_EXAMPLES) examples.push(key.replaceAll('\n', ' '));
	};

	for await (const { records } of readPages(source.transfer, kind, pageSize)) {
		for (const record of records) known.set(recordKey(kind, record), here.add(record));
		read += records.length;
		onProgress(read);
	}
	for await (const { records } of readPages(destination.transfer, kind, pageSize)) {
		for (const record of records) {
			const key = recordKey(kind, record);
			const expected = known.get(key);
			if (expected === undefined && intoExisting) {
				others += 1;
				continue;
			}
			if (there.add(record) !== expected) note(key);
			known.delete(key);
		}
		read += records.length;
		onProgress(read);
	}
	for (const key of known.keys()) note(key);
	return {
		kind,
		same: here.count === there.count && here.hex() === there.hex(),
		source: { count: here.count, digest: here.hex() },
		destination: { count: there.count, digest: there.hex() },
		others,
		examples,
	};
}
