import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { examplesIn, ROOT } from './support/page-examples.ts';

// Inside the workspace, so that its packages resolve.
const FOLDER = join(import.meta.dirname, 'generated', 'documented-code');
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Where the packages were not built yet, on a machine that does other things too. */
const BUILT_WITHIN_MS = 5 * 60_000;
const PAGES = ['README.md', 'docs/*.md', 'packages/*/README.md'];

/** What a reader has at hand: parts of their host, and what the README has made. */
const AT_HAND = `
import type { Actor, Latchkey, LatchkeyOptions, Outbound, Store, TokenSettings } from '@latchkey/core';
import type { Express, Request, RequestHandler } from 'express';
declare global {
	const app: Express;
	const keyEncryptionKey: Uint8Array;
	const signedInUser: (request: Request) => Actor | undefined;
	const listDevices: RequestHandler;
	const options: LatchkeyOptions;
	const latchkey: Latchkey;
	const myStore: (options: { readonly database: string }) => Promise<Store>;
}
`;

/** What the reader has written, where an example imports it. */
const MY_STORE = `
import type { Store } from '@latchkey/core';
export declare function newDatabase(): string;
export declare function myStore(options: { readonly database: string }): Promise<Store>;
export declare function dropDatabase(database: string): Promise<void>;
`;

const SETTINGS = {
	extends: join(ROOT, 'tsconfig.base.json'),
	compilerOptions: {
		noEmit: true,
		incremental: false,
		tsBuildInfoFile: null,
		declaration: false,
		rewriteRelativeImportExtensions: false,
		allowImportingTsExtensions: true,
		noUnusedLocals: false,
		noUnusedParameters: false,
		paths: { '@latchkey/*': [join(ROOT, 'packages/*/src/index.ts')] },
	},
	include: ['*.ts'],
	// Their types are read as they were built, and built before where they were not.
	references: globSync('packages/*/tsconfig.json', { cwd: ROOT }).map((path) => ({ path: join(ROOT, path) })),
};

const imports = (code: string): string[] => code.match(/^import .*?;$/gms) ?? [];

it('every example in TypeScript holds against the types, with the imports that its page shows', {
	timeout: BUILT_WITHIN_MS,
}, () => {
	const pages = globSync(PAGES, { cwd: ROOT }).sort();
	rmSync(FOLDER, { recursive: true, force: true });
	mkdirSync(FOLDER, { recursive: true });
	writeFileSync(join(FOLDER, 'at-hand.d.ts'), AT_HAND);
	writeFileSync(join(FOLDER, 'my-store.ts'), MY_STORE);
	writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(SETTINGS));
	const places = new Map<string, string>();
	for (const page of pages) {
		const shown = new Set<string>();
		for (const { place, code } of examplesIn(page)) {
			const own = imports(code);
			const earlier = [...shown].filter((line) => !own.includes(line));
			const file = `${place.replaceAll(/\W+/g, '-')}.ts`;
			places.set(file, place);
			// In one line, so that the compiler's line numbers are those of the example.
			writeFileSync(join(FOLDER, file), `${earlier.join(' ').replaceAll('\n', ' ')} export {}; ${code}`);
			for (const line of own) shown.add(line);
		}
	}
	const tsc = join(ROOT, 'node_modules', '.bin', 'tsc');
	const { status, stdout } = spawnSync(tsc, ['--build', '--pretty', 'false'], { encoding: 'utf8', cwd: FOLDER });
	const complaints = stdout.replaceAll(/^[\w-]+\.ts/gm, (file) => places.get(file) ?? file);
	expect(complaints).toBe('');
	expect(status).toBe(0);
	expect(places.size).toBeGreaterThan(20);
});
