import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md');
const START = '<!-- token:start -->';
const END = '<!-- token:end -->';
const NEW_FILE = `# Benchmarks

## Token endpoint

${START}
${END}
`;

/** Puts a report between its markers in docs/benchmarks.md and leaves the rest of the page alone. */
export async function writeReport(report: string): Promise<void> {
	const page = await readPage();
	const start = page.indexOf(START);
	const end = page.indexOf(END);
	if (start < 0 || end < start) throw new Error(`${FILE} lacks the markers ${START} and ${END}`);
	await mkdir(dirname(FILE), { recursive: true });
	await writeFile(FILE, `${page.slice(0, start + START.length)}\n${report}\n${page.slice(end)}`);
}

async function readPage(): Promise<string> {
	try {
		return await readFile(FILE, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NEW_FILE;
		throw error;
	}
}
