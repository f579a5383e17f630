import type { Latchkey } from '@latchkey/core';
import type { IRouter } from 'express';
import type { AdapterOptions } from '../options.ts';
import { refuseOtherMethods } from '../problems/refuse-other-methods.ts';
import { operations } from './operations.ts';
import { runOperation } from './run.ts';

/** Mounts every operation, and 405 for the other methods of its path. */
export function mountManagement(router: IRouter, latchkey: Latchkey, options: AdapterOptions): void {
	for (const operation of operations) {
		router[operation.method](expressPath(operation.path), runOperation(operation, latchkey, options));
	}
	for (const path of new Set(operations.map((operation) => operation.path))) {
		const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
		const allowed = methods.map((method) => method.toUpperCase());
		refuseOtherMethods(router, expressPath(path), allowed, latchkey, options);
	}
}

function expressPath(path: string): string {
	return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
