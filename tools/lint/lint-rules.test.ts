import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, toolPath } from '../check/command.ts';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'latchkey-lint-'));
	await Promise.all(
		['biome.json', '.gitignore', 'tools/lint'].map((path) =>
			cp(join(root, path), join(folder, path), { recursive: true }),
		),
	);
});

afterAll(() => rm(folder, { recursive: true }));

interface Report {
	readonly diagnostics: readonly { readonly category: string; readonly message: string }[];
}

async function complaints(path: string, text: string): Promise<string[]> {
	const file = join(folder, path);
	await mkdir(dirname(file), { recursive: true });
	await writeFile(file, text);
	const report = await new Promise<string>((resolve) => {
		execFile(toolPath('biome'), ['lint', '--reporter=json', path], { cwd: folder }, (_, stdout) => resolve(stdout));
	});
	const { diagnostics }: Report = JSON.parse(report);
	return diagnostics.map(({ category, message }) => `${category}: ${message}`);
}

describe('time and chance in core', () => {
	it.each([
		['Date.now()', 'Clock'],
		['[1].map(Date.now)', 'Clock'],
		['new Date()', 'Clock'],
		['new Date', 'Clock'],
		['Math.random()', 'Random'],
		['setTimeout(run, 5)', 'setTimeout'],
		['setInterval(run, 5)', 'setInterval'],
		['setImmediate(run)', 'setImmediate'],
		['globalThis.setTimeout(run, 5)', 'globalThis'],
		['performance.now()', 'performance'],
		["console.log('started')", 'console'],
	])('refuses %s', async (expression, word) => {
		const found = await complaints('packages/core/src/sample.ts', `export const sample = ${expression};\n`);
		expect(found).toEqual([expect.stringContaining(word)]);
	});

	it('lets a moment be a Date', async () => {
		const text = 'export const toText = (at: number): string => new Date(at).toISOString();\n';
		expect(await complaints('packages/core/src/sample.ts', text)).toEqual([]);
	});

	it('lets other packages tell the time', async () => {
		const text = 'export const now = (): number => Date.now();\n';
		expect(await complaints('packages/runtime-node/src/sample.ts', text)).toEqual([]);
	});
});

describe('everywhere', () => {
	it.each([
		['any', 'export const sample = (value: any): unknown => value;', 'noExplicitAny'],
		['a non-null assertion', 'export const sample = (list: string[]): string => list[0]!;', 'noNonNullAssertion'],
		['an import without its extension', "export { a } from './sample';", 'useImportExtensions'],
		['a file of 401 lines', `${'export {};\n'.repeat(401)}`, 'noExcessiveLinesPerFile'],
		['an enum', 'export enum Sample { A }', 'noEnum'],
		['an error of no class', "throw 'broken';", 'useThrowOnlyError'],
	])('refuses %s', async (_, text, rule) => {
		const found = await complaints('packages/http-adapter/src/sample.ts', text);
		expect(found).toContainEqual(expect.stringContaining(rule));
	});
});
