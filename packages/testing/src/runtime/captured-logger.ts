import type { LogFields, Logger } from '@latchkey/core';

export interface LogLine {
	readonly level: keyof Logger;
	readonly fields: LogFields;
	readonly message: string;
}

/** A logger that keeps what it is given. */
export interface CapturedLogger extends Logger {
	readonly lines: readonly LogLine[];
}

export function capturedLogger(): CapturedLogger {
	const lines: LogLine[] = [];
	const at = (level: keyof Logger) => (fields: LogFields, message: string) => {
		lines.push({ level, fields, message });
	};
	return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
