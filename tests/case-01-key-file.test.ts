import { linkSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost } from './support/host.ts';
import { sharedPlace } from './support/place.ts';
import { scratchFolder } from './support/scratch-file.ts';

describe('case 1: the host is killed while it makes its key file', () => {
	it('the next start keeps the key, even as a process of the same number, as it is in a container', async () => {
		const folder = scratchFolder();
		const place = sharedPlace();
		const first = await startHost({ folder, place });
		const added = await first.add('super@acme', 'acme-phones');
		await first.close();
		const keyFile = join(folder, 'key-encryption-keys.json');
		const before = readFileSync(keyFile, 'utf8');
		// A draft that became the file, and whose own name nobody was left to take away.
		linkSync(keyFile, `${keyFile}.${process.pid}`);
		const second = await startHost({ folder, place });
		expect(readFileSync(keyFile, 'utf8')).toBe(before);
		await second.token(added);
		await second.close();
	});
});
