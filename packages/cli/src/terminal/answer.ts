import type { Terminal } from './terminal.ts';

/** The result of a command: for a program where JSON was asked for, else for a person. */
export function answer(terminal: Terminal, { json }: { json?: true | undefined }, value: unknown, text: string): void {
	terminal.write(json === true ? `${JSON.stringify(value, null, '\t')}\n` : text);
}

/** Milliseconds since the epoch, as people read them. */
export function when(time: number | null): string {
	return time === null ? '-' : new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
