import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CopyResult, command, killedAt } from './support/command.ts';
import { differenceOf, filledFile, PER_DOMAIN } from './support/filled-store.ts';
import { scratchFolder } from './support/scratch-file.ts';
import { runs } from './support/soak.ts';

const APPLICATIONS = runs(2000, 50);
const DOMAINS = APPLICATIONS / PER_DOMAIN;

describe(`latchkey copy, of ${APPLICATIONS} client applications from SQLite to SQLite`, () => {
	it('makes an identical store', async () => {
		const folder = scratchFolder();
		const from = await filledFile(folder, APPLICATIONS);
		const to = join(folder, 'to.db');
		const started = performance.now();
		const ended = await command(['copy', '--from', `sqlite:${from}`, '--to', `sqlite:${to}`, '--json'], { folder });
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		expect(ended).toMatchObject({ exitCode: 0 });
		const result = JSON.parse(ended.output) as CopyResult;
		expect(result).toMatchObject({ resumed: false, same: true });
		expect(Object.fromEntries(result.kinds.map(({ kind, source }) => [kind, source.count]))).toMatchObject({
			hostKeys: 2,
			policies: DOMAINS,
			applications: APPLICATIONS,
			endpoints: DOMAINS,
			deliveries: DOMAINS,
			usage: APPLICATIONS,
		});
		expect(await differenceOf(from, to)).toBeUndefined();
		expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual([]);
		process.stderr.write(`${APPLICATIONS} client applications copied and verified in ${seconds} s\n`);
	});

	it('killed half-way and started again, makes an identical store, without writing all of it again', async () => {
		const folder = scratchFolder();
		const from = await filledFile(folder, APPLICATIONS);
		const to = join(folder, 'to.db');
		const line = ['copy', '--from', `sqlite:${from}`, '--to', `sqlite:${to}`, '--page', '100', '--json'];
		await killedAt(`Copying applications: ${APPLICATIONS / 2} of`, line, { folder });
		expect(readdirSync(folder).filter((name) => /^latchkey-copy-[\da-f]{8}\.json$/.test(name))).toHaveLength(1);
		expect(await differenceOf(from, to)).toBeDefined();

		const second = await command(line, { folder });
		expect(second).toMatchObject({ exitCode: 0, errors: expect.stringContaining('Going on where') });
		const { resumed, same, copied } = JSON.parse(second.output) as CopyResult;
		expect({ resumed, same }).toEqual({ resumed: true, same: true });
		// The other half of the applications, and what comes after them.
		expect(copied).toBeLessThanOrEqual(APPLICATIONS / 2 + APPLICATIONS + 2 * DOMAINS);
		expect(await differenceOf(from, to)).toBeUndefined();
	});
});
