import type { TestProject } from 'vitest/node';
import { findProgram } from './find-program.ts';
import { installPackage } from './install-package.ts';

/** A `globalSetup` of vitest: each test file starts the browser by itself. */
export async function setup(project: TestProject): Promise<void> {
	if (chromium() === undefined) await installPackage('chromium');
	const path = chromium();
	if (path === undefined && process.env['CI'] === 'true') throw new Error('there is no chromium on the PATH');
	project.provide('chromium', path === undefined ? { missing: 'there is no chromium on the PATH' } : { path });
}

function chromium(): string | undefined {
	return findProgram('chromium') ?? findProgram('chromium-browser');
}
