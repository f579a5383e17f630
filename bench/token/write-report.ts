import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md');
/** Puts a report between the markers of its name in docs/benchmarks.md and leaves the rest of the page alone. */
export async function writeReport(name: string, report: string): Promise<void> {
	const page = await readFile(FILE, 'utf8');
	const opening = `<!-- ${name}:start -->`;
	const start = page.indexOf(opening);
	const end = page.indexOf(`<!-- ${name}:end -->`);
	if (start < 0 || end < start) throw new Error(`${FILE} lacks the markers of "${name}"`);
	await writeFile(FILE, `${page.slice(0, start + opening.length)}\n${report}\n${page.slice(end)}`);
}
