import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

// In the workspace: the system's temporary directory may be in memory, and a store must write to a disk.
const DATA = join(import.meta.dirname, '../../data');

/** Runs in an empty directory on the disk, which is gone afterwards. */
export async function inDirectory(work: (directory: string) => Promise<void>): Promise<void> {
	await mkdir(DATA, { recursive: true });
	const directory = await mkdtemp(join(DATA, 'bench-'));
	try {
		await work(directory);
	} finally {
		await rm(directory, { recursive: true });
	}
}
