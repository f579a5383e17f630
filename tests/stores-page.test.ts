import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { storeCases } from '@latchkey/testing';
import { afterAll, expect, it } from 'vitest';
import { exampleOf, readPage } from './support/page-examples.ts';

const PAGE = 'docs/stores.md';
// Inside the workspace, so that its packages resolve.
const folder = join(import.meta.dirname, 'generated', 'stores-page');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a host would have written: here the embedded store, in files that are thrown away. */
const MY_STORE = `
	import { mkdtempSync, rmSync } from 'node:fs';
	import { tmpdir } from 'node:os';
	import { dirname, join } from 'node:path';
	import { sqliteStore } from '@latchkey/store-sqlite';
	export const newDatabase = () => join(mkdtempSync(join(tmpdir(), 'latchkey-my-store-')), 'my.db');
	export const myStore = ({ database }: { database: string }) => sqliteStore({ file: database });
	export const dropDatabase = async (database: string) => rmSync(dirname(database), { recursive: true });
`;

const count = storeCases.flatMap(({ cases }) => cases).length;

it('shows how to run the contract: as it stands, every case passes with a store that is right', async () => {
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'my-store.ts'), MY_STORE);
	writeFileSync(join(folder, 'contract.ts'), exampleOf(PAGE, 'contract'));
	writeFileSync(
		join(folder, 'vitest.config.ts'),
		`export default { test: { include: ['contract.ts'], testTimeout: 60_000 } };`,
	);
	const vitest = join(createRequire(import.meta.url).resolve('vitest/package.json'), '..', 'vitest.mjs');
	const report = join(folder, 'report.json');
	const child = spawn(
		process.execPath,
		[vitest, 'run', '--root', folder, '--reporter', 'json', '--outputFile', report],
		{ env: { ...process.env, VITEST: undefined }, stdio: ['ignore', 'ignore', 'inherit'] },
	);
	const [code] = (await once(child, 'exit')) as [number];
	expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({ numPassedTests: count, numFailedTests: 0 });
	expect(code).toBe(0);
});

it('promises no more cases than there are', () => {
	const told = Number(/registers more than (\d+) tests/.exec(readPage(PAGE))?.[1]);
	expect(count).toBeGreaterThan(told);
});
