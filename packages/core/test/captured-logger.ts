import type { LogFields, Logger } from '../src/ports.ts';

export interface LogLine {
	readonly level: keyof Logger;
	readonly fields: LogFields;
	readonly message: string;
}

/** A logger that keeps what it is given. */
export function capturedLogger(): Logger & { readonly lines: readonly LogLine[] } {
	const lines: LogLine[] = [];
	const at = (level: keyof Logger) => (fields: LogFields, message: string) => {
		lines.push({ level, fields, message });
	};
	return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
