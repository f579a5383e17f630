import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { FromWatchdog, ToWatchdog } from './watched.ts';

// A process of its own that stands between a test run and a server, so that neither server nor data outlives the run,
// even if the run is killed. It is over when the channel to the run closes.
const folder = process.argv[2];
if (folder === undefined || process.send === undefined) throw new Error('a test run starts this');

let server: ChildProcess | undefined;

process.on('message', ({ path, args }: ToWatchdog) => {
	// What it makes beside its data goes when the folder goes.
	const env = { ...process.env, TMPDIR: folder };
	// Some servers end by themselves when their input closes, which is right even if this process is killed.
	const child = spawn(path, args, { env, stdio: ['pipe', 'inherit', 'inherit'] });
	server = child;
	child.once('error', (error) => tell({ ended: error.message }));
	child.once('spawn', () => tell({ pid: child.pid ?? 0 }));
	child.once('exit', (code, signal) => {
		server = undefined;
		tell({ ended: `it ended with ${signal ?? code}` });
	});
});
process.once('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);

function tell(message: FromWatchdog): void {
	if (process.connected) process.send?.(message);
}

function end(): void {
	if (server === undefined) {
		leave();
	} else {
		server.once('exit', leave);
		server.kill('SIGKILL');
	}
}

function leave(): void {
	if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
	process.exit();
}
