import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md');

/**
 * Prints the report of a benchmark with the command that made it. Where it is to be written, it takes the place between
 * the markers of its name in docs/benchmarks.md, and the rest of the page is left alone.
 */
export async function publish(name: string, sections: readonly string[], write: boolean): Promise<void> {
	const command = `\`${[`pnpm --filter @latchkey/bench run ${name}`, ...process.argv.slice(2)].join(' ')}\``;
	const report = [...sections, command].join('\n\n');
	process.stdout.write(`${report}\n`);
	if (!write) return;
	const page = await readFile(FILE, 'utf8');
	const opening = `<!-- ${name}:start -->`;
	const start = page.indexOf(opening);
	const end = page.indexOf(`<!-- ${name}:end -->`);
	if (start < 0 || end < start) throw new Error(`${FILE} lacks the markers of "${name}"`);
	await writeFile(FILE, `${page.slice(0, start + opening.length)}\n${report}\n${page.slice(end)}`);
}
