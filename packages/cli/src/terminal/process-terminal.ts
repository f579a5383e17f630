import { createInterface } from 'node:readline/promises';
import type { Terminal } from './terminal.ts';

/** The terminal of this process. Questions go to standard error, so that the output can be piped on. */
export function processTerminal(): Terminal {
	const { stdin, stdout, stderr } = process;
	for (const stream of [stdout, stderr]) stream.on('error', unlessClosed);
	return {
		write: (text) => void stdout.write(text),
		writeError: (text) => void stderr.write(text),
		errorIsInteractive: stderr.isTTY === true,
		canAsk: stdin.isTTY === true && stderr.isTTY === true,
		async ask(question) {
			const reader = createInterface({ input: stdin, output: stderr });
			try {
				return await new Promise<string>((resolve, reject) => {
					reader.once('close', () => reject(new Error('there was no answer')));
					reader.question(question).then(resolve, reject);
				});
			} finally {
				reader.close();
			}
		},
	};
}

/** Whoever read along may stop at any time (`| head`); what is under way goes on to its end. */
function unlessClosed(error: NodeJS.ErrnoException): void {
	if (error.code !== 'EPIPE') throw error;
}
