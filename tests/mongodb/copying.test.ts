import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CopyResult, command, killedAt } from '../support/command.ts';
import { differenceOf, filledFile, PER_DOMAIN } from '../support/filled-store.ts';
import { scratchDatabase } from '../support/scratch-database.ts';
import { scratchFolder } from '../support/scratch-file.ts';
import { runs } from '../support/soak.ts';

const APPLICATIONS = runs(250);
/** So that one ends half-way; the server of tools/mongo-server reads all of a collection for each. */
const PAGE = APPLICATIONS / 10;
const AWAY = 4;
const MOST_TIMES = 5;

/** A server that is asked much by much else is away at times: then the same command goes on where it was. */
async function resultOf(line: readonly string[], folder: string): Promise<CopyResult> {
	let ended = await command(line, { folder });
	for (let times = 1; ended.exitCode === AWAY && times < MOST_TIMES; times++) {
		process.stderr.write(ended.errors.split('\n').slice(-2).join('\n'));
		ended = await command(line, { folder });
	}
	expect(ended).toMatchObject({ exitCode: 0 });
	return JSON.parse(ended.output) as CopyResult;
}

describe(`latchkey copy, of ${APPLICATIONS} client applications from SQLite to MongoDB and back`, () => {
	it.each([
		['in one go', false],
		['killed half-way, both ways', true],
	])('%s, ends where it began', async (_how, kills) => {
		const folder = scratchFolder();
		const from = await filledFile(folder, APPLICATIONS);
		const back = join(folder, 'back.db');
		const database = scratchDatabase();
		const started = performance.now();
		for (const [source, destination] of [
			[`sqlite:${from}`, database],
			[database, `sqlite:${back}`],
		] as const) {
			const line = ['copy', '--from', source, '--to', destination, '--page', String(PAGE), '--json'];
			if (kills) await killedAt(`Copying applications: ${APPLICATIONS / 2} of`, line, { folder });
			const { resumed, same, copied } = await resultOf(line, folder);
			expect(same).toBe(true);
			if (kills) expect(resumed).toBe(true);
			if (kills) expect(copied).toBeLessThanOrEqual(APPLICATIONS / 2 + APPLICATIONS + (2 * APPLICATIONS) / PER_DOMAIN);
		}
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		expect(await differenceOf(from, back)).toBeUndefined();
		process.stderr.write(`${APPLICATIONS} client applications copied there and back in ${seconds} s\n`);
	});
});
