import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CopyResult, command, killedAt } from '../support/command.ts';
import { differenceOf, filledFile } from '../support/filled-store.ts';
import { scratchDatabase } from '../support/scratch-database.ts';
import { scratchFolder } from '../support/scratch-file.ts';
import { runs } from '../support/soak.ts';

const APPLICATIONS = runs(250);

describe(`latchkey copy, of ${APPLICATIONS} client applications from SQLite to MongoDB and back`, () => {
	it.each([
		['in one go', false],
		['killed half-way, both ways', true],
	])('%s, ends where it began', async (_how, kills) => {
		const folder = scratchFolder();
		const from = await filledFile(folder, { applications: APPLICATIONS, notifications: false });
		const back = join(folder, 'back.db');
		const database = scratchDatabase();
		const started = performance.now();
		for (const [source, destination] of [
			[`sqlite:${from}`, database],
			[database, `sqlite:${back}`],
		] as const) {
			const line = ['copy', '--from', source, '--to', destination, '--page', '25', '--json'];
			if (kills) await killedAt(`Copying applications: ${APPLICATIONS / 2} of`, line, { folder });
			const ended = await command(line, { folder });
			expect(ended).toMatchObject({ exitCode: 0 });
			const { resumed, same, copied } = JSON.parse(ended.output) as CopyResult;
			expect({ resumed, same }).toEqual({ resumed: kills, same: true });
			if (kills) expect(copied).toBeLessThanOrEqual(APPLICATIONS / 2 + APPLICATIONS);
		}
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		expect(await differenceOf(from, back)).toBeUndefined();
		process.stderr.write(`${APPLICATIONS} client applications copied there and back in ${seconds} s\n`);
	});
});
