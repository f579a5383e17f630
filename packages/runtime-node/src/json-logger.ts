import type { LogFields, Logger } from '@latchkey/core';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LEVELS)[number];

/**
 * JSON lines from `level` on, to standard error unless another `write` is given. For more, pass a pino logger instead.
 */
export function jsonLogger(
	level: LogLevel = 'info',
	write = (line: string): unknown => process.stderr.write(line),
): Logger {
	const lowest = LEVELS.indexOf(level);
	const at = (name: LogLevel) => (fields: LogFields, message: string) => {
		if (LEVELS.indexOf(name) < lowest) return;
		write(`${JSON.stringify({ time: new Date().toISOString(), level: name, message, ...fields })}\n`);
	};
	return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
