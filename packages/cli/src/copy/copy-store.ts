import { type Store, TRANSFER_KINDS } from '@latchkey/core';
import { progress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Checkpoint } from './checkpoint.ts';
import { copyKind } from './copy-kind.ts';
import { kindText } from './kind-text.ts';
import { type Verification, verifyKind } from './verify.ts';

/** What is copied where, and from where on. */
export interface CopyJob {
	readonly source: Store;
	readonly destination: Store;
	readonly begun: Checkpoint;
	readonly checkpointFile: string;
	/** Records in a page. */
	readonly pageSize: number;
}

/** Copies kind by kind, and shows how far it is; resolves to how many records this run copied. */
export async function copyAll(terminal: Terminal, job: CopyJob): Promise<number> {
	let checkpoint = job.begun;
	let copied = 0;
	for (const kind of TRANSFER_KINDS) {
		const shown = progress(terminal, `Copying ${kindText(kind)}`, await job.source.transfer.count(kind));
		const before = checkpoint.places[kind]?.copied ?? 0;
		checkpoint = await copyKind(kind, { ...job, checkpoint, onProgress: shown.update });
		copied += (checkpoint.places[kind]?.copied ?? 0) - before;
		shown.end();
	}
	return copied;
}

/** Reads both sides, kind by kind, and tells of each what it comes to. */
export async function verifyAll(terminal: Terminal, job: CopyJob): Promise<Verification[]> {
	const { source, destination, pageSize } = job;
	const { intoExisting } = job.begun;
	const found: Verification[] = [];
	for (const kind of TRANSFER_KINDS) {
		const total = (await source.transfer.count(kind)) + (await destination.transfer.count(kind));
		const shown = progress(terminal, `Verifying ${kindText(kind)}`, total);
		found.push(await verifyKind(kind, source, destination, { intoExisting, pageSize, onProgress: shown.update }));
		shown.end();
	}
	return found;
}
