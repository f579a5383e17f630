import type { Terminal } from './terminal.ts';

/** How far something is: a bar that is drawn over, or a line for every tenth where nobody watches. */
export interface Progress {
	/** `done` of the total that it was made with; may be more, where the total has grown. */
	update(done: number): void;
	end(): void;
}

const WIDTH = 20;

export function progress(terminal: Terminal, label: string, total: number): Progress {
	let shown = -1;
	let last = 0;
	const show = (done: number, step: number): void => {
		last = done;
		if (step === shown) return;
		shown = step;
		terminal.writeError(terminal.errorIsInteractive ? `\r${bar(label, done, total)}` : `${line(label, done, total)}\n`);
	};
	return {
		update(done) {
			const tenths = Math.floor(shareOf(done, total) * 10);
			show(done, terminal.errorIsInteractive ? Math.floor(shareOf(done, total) * 1000) : tenths);
		},
		end() {
			if (terminal.errorIsInteractive) terminal.writeError(`\r${bar(label, last, total)}\n`);
		},
	};
}

function bar(label: string, done: number, total: number): string {
	const filled = Math.round(shareOf(done, total) * WIDTH);
	return `${label.padEnd(LABEL)} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} of ${Math.max(done, total)}`;
}

/** As long as the longest label, `Verifying certificate authorities`. */
const LABEL = 33;

function line(label: string, done: number, total: number): string {
	return `${label}: ${done} of ${Math.max(done, total)}`;
}

function shareOf(done: number, total: number): number {
	return total <= 0 ? 1 : Math.min(1, done / total);
}
