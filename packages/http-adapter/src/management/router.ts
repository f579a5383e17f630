import type { Latchkey } from '@latchkey/core';
import type { IRouter } from 'express';
import type { AdapterOptions } from '../options.ts';
import { HttpProblemError } from '../problems/problem.ts';
import { operations } from './operations.ts';
import { runOperation, sendProblem } from './run.ts';

/** Mounts every operation, and 405 for the other methods of its path. */
export function mountManagement(router: IRouter, latchkey: Latchkey, options: AdapterOptions): void {
	for (const operation of operations) {
		router[operation.method](expressPath(operation.path), runOperation(operation, latchkey, options));
	}
	for (const path of new Set(operations.map((operation) => operation.path))) {
		const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
		router.all(expressPath(path), (request, response) => {
			response.set('Allow', methods.map((method) => method.toUpperCase()).join(', '));
			const error = new HttpProblemError('method_not_allowed', `${request.method} is not allowed here`);
			sendProblem(error, request, response, latchkey, options);
		});
	}
}

function expressPath(path: string): string {
	return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
