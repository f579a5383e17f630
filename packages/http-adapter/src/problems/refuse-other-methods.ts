import type { Latchkey } from '@latchkey/core';
import type { IRouter } from 'express';
import type { AdapterOptions } from '../options.ts';
import { HttpProblemError } from './problem.ts';
import { sendProblem } from './send-problem.ts';

/** Mounts 405 with `Allow` (RFC 9110 §15.5.6) for what a path does not have; mount it after what it has. */
export function refuseOtherMethods(
	router: IRouter,
	path: string,
	allowed: readonly string[],
	latchkey: Latchkey,
	options: AdapterOptions,
): void {
	router.all(path, (request, response) => {
		const headers = { Allow: allowed.join(', ') };
		const error = new HttpProblemError('method_not_allowed', `${request.method} is not allowed here`, headers);
		sendProblem(error, request, response, latchkey, options);
	});
}
