import { DatabaseSync } from 'node:sqlite';
import type { Store } from '@latchkey/core';
import { storeCases } from '@latchkey/testing';
import { expect, it, vi } from 'vitest';
import { scratchFile } from '../test/scratch-file.ts';
import { sqliteStore } from './store.ts';

/** Plans that go through a table from its start, in its own order, and why that is right. */
const IN_ORDER: Readonly<Record<string, string>> = {
	'SCAN processes': 'all of the few processes are wanted, in this order',
	'SCAN e': 'every row of the table is an event to be relayed, and the walk ends at the limit',
	'SCAN host_keys USING COVERING INDEX host_keys_oldest_first': 'the ping reads one row',
	'SCAN host_keys USING INDEX host_keys_oldest_first': 'all host keys are wanted, in this order',
	'SCAN due_leases': 'as many as are held at the moment',
	'SCAN endpoint_leases': 'as many as are held at the moment',
};

/** Every statement that the store prepares for all that its contract asks of it, and their plans. */
async function plans(): Promise<ReadonlyMap<string, readonly string[]>> {
	const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
	for (const { run, reopens } of storeCases.flatMap(({ cases }) => cases)) {
		if (reopens === true) continue;
		const store = await sqliteStore({ file: ':memory:' });
		await run({ store, close: () => store.close() });
		await store.close();
	}
	const statements = new Set(prepare.mock.calls.map(([sql]) => sql));
	prepare.mockRestore();
	const file = scratchFile();
	const store: Store = await sqliteStore({ file });
	const database = new DatabaseSync(file);
	const found = [...statements]
		.filter((sql) => !sql.startsWith('PRAGMA'))
		.map((sql) => {
			const rows = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
			return [sql.replace(/\s+/g, ' '), rows.map((row) => String(row['detail']))] as const;
		});
	database.close();
	await store.close();
	return new Map(found);
}

it('finds everything by an index, and sorts nothing', { timeout: 180_000 }, async () => {
	const found = await plans();
	expect(found.size).toBeGreaterThan(30);
	for (const [sql, details] of found) {
		// An operator who counts all records of a kind walks through them all.
		if (/^SELECT count\(\*\) FROM \w+$/.test(sql)) continue;
		for (const detail of details) {
			expect(detail, sql).not.toMatch(/TEMP B-TREE/);
			if (/^SCAN/.test(detail) && detail !== 'SCAN CONSTANT ROW') expect(Object.keys(IN_ORDER), sql).toContain(detail);
		}
	}
	const planOf = (part: string): string[] =>
		[...found].filter(([sql]) => sql.includes(part)).map(([, details]) => details.join('; '));
	const lists = planOf('ORDER BY created_at DESC, client_id DESC');
	expect(lists.length).toBeGreaterThanOrEqual(8);
	for (const plan of lists)
		expect(plan).toMatch(/^SEARCH applications USING INDEX applications_(newest_first|of_owner) \(.* AND live=\?/);
	const counts = planOf('SELECT count(*) FROM applications WHERE');
	expect(counts).toHaveLength(2);
	for (const plan of counts) expect(plan).toMatch(/^SEARCH applications USING INDEX .* AND live=\?\)$/);
	const byId = 'SEARCH applications USING INDEX sqlite_autoindex_applications_1 (client_id=?)';
	expect(planOf('FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?').sort()).toStrictEqual([
		byId,
		byId,
		`SEARCH applications USING INTEGER PRIMARY KEY (rowid=?); SCALAR SUBQUERY 1; ${byId}`,
	]);
	expect(planOf('ORDER BY invalidated_at, client_id')).toStrictEqual([
		expect.stringMatching(/USING INDEX applications_invalidated/),
	]);
	expect(planOf('ORDER BY next_due_at, client_id')).toStrictEqual([
		expect.stringMatching(
			/^SEARCH applications USING COVERING INDEX applications_due \(next_due_at<\?\);.*SEARCH held USING PRIMARY KEY/,
		),
	]);
	expect(planOf('next_due_at IS NOT NULL')).toStrictEqual([
		'SEARCH applications USING COVERING INDEX applications_due (next_due_at>?)',
	]);
	const byStatus = planOf('status = ? ORDER BY ordinal DESC');
	expect(byStatus.length).toBeGreaterThanOrEqual(3);
	for (const plan of byStatus)
		expect(plan).toMatch(/^SEARCH deliveries USING INDEX deliveries_of_status \(.* AND status=\?( AND ordinal<\?)?\)$/);
	expect(planOf('WHERE removed_at < ?')).toStrictEqual([
		expect.stringMatching(/USING INDEX applications_removed/),
		expect.stringMatching(/USING (COVERING )?INDEX policies_removed/),
		expect.stringMatching(/USING INDEX endpoints_removed/),
	]);
});
