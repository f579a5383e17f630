import { buildConsole } from './console.mjs';

export function setup(): void {
	buildConsole();
}
