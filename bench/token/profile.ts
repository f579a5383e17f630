import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadGenerator } from './load/load.ts';
import { type Options, serverFile } from './options.ts';
import { startServer } from './server/running-server.ts';

const PORT = 18_099;
const SHOWN = 30;
const WORKSPACE = join(import.meta.dirname, '../..');

/** What is read of V8's .cpuprofile format. */
interface CpuProfile {
	readonly nodes: readonly ProfileNode[];
	/** Node ids, one for each sample. */
	readonly samples: readonly number[];
	/** Microseconds since the sample before. */
	readonly timeDeltas: readonly number[];
}

interface ProfileNode {
	readonly id: number;
	readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** Puts one server under load with V8's sampling profiler on, and lists the functions that took the most time. */
export async function profile(
	name: string,
	generator: LoadGenerator,
	{ connections, seconds, warmUpSeconds }: Options,
	directory: string,
): Promise<string> {
	const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${directory}`];
	const server = await startServer({ file: serverFile(name), port: PORT, directory, nodeOptions });
	const load = { port: PORT, offer: server.offer, connections, directory };
	try {
		await generator.run({ ...load, seconds: warmUpSeconds });
		const { requestsPerSecond } = await generator.run({ ...load, seconds });
		await server.stop();
		const heading = `${name}: ${Math.round(requestsPerSecond)} requests/s under the profiler`;
		return `${heading}\n${selfTimes(await readProfile(directory), seconds)}`;
	} finally {
		await server.stop();
	}
}

async function readProfile(directory: string): Promise<CpuProfile> {
	const file = (await readdir(directory)).find((entry) => entry.endsWith('.cpuprofile'));
	if (file === undefined) throw new Error('the server left no profile');
	return JSON.parse(await readFile(join(directory, file), 'utf8')) as CpuProfile;
}

function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, seconds: number): string {
	const functions = new Map(nodes.map((node) => [node.id, nameOf(node)]));
	const times = new Map<string, number>();
	let total = 0;
	// From the end: what comes before the measured seconds is starting and warming up.
	for (let at = samples.length - 1; at >= 0 && total < seconds * 1e6; at--) {
		const name = functions.get(samples[at] ?? -1) ?? '(unknown)';
		const time = timeDeltas[at] ?? 0;
		times.set(name, (times.get(name) ?? 0) + time);
		total += time;
	}
	return [...times]
		.toSorted(([, a], [, b]) => b - a)
		.slice(0, SHOWN)
		.map(([name, time]) => `${((100 * time) / total).toFixed(1).padStart(5)} %  ${name}`)
		.join('\n');
}

function nameOf({ callFrame: { functionName, url, lineNumber } }: ProfileNode): string {
	const path = url.startsWith('file:') ? fileURLToPath(url).replace(`${WORKSPACE}/`, '') : url;
	return path === '' ? functionName : `${functionName || '(anonymous)'} ${path}:${lineNumber + 1}`;
}
