import type { Store, TransferKind } from '@latchkey/core';
import { type Checkpoint, writeCheckpoint } from './checkpoint.ts';
import { readPages } from './read-pages.ts';

export interface CopyKindOptions {
	readonly source: Store;
	readonly destination: Store;
	readonly checkpoint: Checkpoint;
	readonly checkpointFile: string;
	/** Records in a page. */
	readonly pageSize: number;
	readonly onProgress: (copied: number) => void;
}

/**
 * Copies what of one kind is not copied yet; resolves to the checkpoint after it. A page that was written and not noted
 * down is written again, which changes nothing.
 */
export async function copyKind(kind: TransferKind, options: CopyKindOptions): Promise<Checkpoint> {
	const { source, destination, checkpointFile, pageSize, onProgress } = options;
	let { checkpoint } = options;
	const place = checkpoint.places[kind];
	if (place?.next === null) return checkpoint;
	let copied = place?.copied ?? 0;
	for await (const { records, next } of readPages(source.transfer, kind, pageSize, place?.next)) {
		if (records.length > 0) await destination.transfer.write(kind, records);
		copied += records.length;
		checkpoint = { ...checkpoint, places: { ...checkpoint.places, [kind]: { next, copied } } };
		writeCheckpoint(checkpointFile, checkpoint);
		onProgress(copied);
	}
	return checkpoint;
}
