import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { TRANSFER_KINDS } from '@latchkey/core';
import { z } from 'zod';
import { Failure } from '../failure.ts';

const placeSchema = z.strictObject({
	/** Where reading goes on; null at the end. */
	next: z.string().nullable(),
	copied: z.int().min(0),
});

const checkpointSchema = z.strictObject({
	version: z.literal(1),
	/** Without passwords. */
	from: z.string(),
	to: z.string(),
	intoExisting: z.boolean(),
	/** By kind; one that is not there has not been begun. */
	places: z.partialRecord(z.enum(TRANSFER_KINDS), placeSchema),
});

/** How far a copy has come. It names stores and positions, and holds no record. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** The name of the file where none is given: the same for the same two stores, in the folder that one works in. */
export function checkpointFile(from: string, to: string): string {
	const digest = createHash('sha256').update(`${from}\n${to}`).digest('hex').slice(0, 8);
	return `latchkey-copy-${digest}.json`;
}

/** Undefined where there is none. Throws where the file is of another copy, or no checkpoint. */
export function readCheckpoint(file: string, from: string, to: string): Checkpoint | undefined {
	if (!existsSync(file)) return undefined;
	const { data } = checkpointSchema.safeParse(parseJson(file));
	if (data === undefined) {
		throw new Failure('checkpoint_unreadable', `${file} is not a checkpoint of a copy`, {
			hint: 'name another file by --checkpoint',
		});
	}
	if (data.from !== from || data.to !== to) {
		throw new Failure('checkpoint_of_another', `${file} belongs to a copy from ${data.from} to ${data.to}`, {
			hint: 'name another file by --checkpoint',
		});
	}
	return data;
}

/** All of it or nothing: a run that is killed in here goes on from the checkpoint before. */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): void {
	const draft = `${file}.${randomUUID()}`;
	writeFileSync(draft, `${JSON.stringify(checkpoint)}\n`, { mode: 0o600, flush: true, flag: 'wx' });
	renameSync(draft, file);
}

export function removeCheckpoint(file: string): void {
	rmSync(file, { force: true });
}

function parseJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
}
