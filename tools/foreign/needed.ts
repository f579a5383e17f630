import type { TestContext } from 'vitest';
import { INSTALLED_WITHIN_MS } from './installed-within.ts';
import type { ForeignProgram } from './program.ts';

/** Time for a test whose program may have to be installed first. */
export const WITH_INSTALLATION_MS = INSTALLED_WITHIN_MS + 60_000;

/** What a test needs: where nothing can run it, the run says that the test was left out, and fails in CI. */
export async function needed(
	install: () => Promise<ForeignProgram | undefined>,
	skip: TestContext['skip'],
): Promise<ForeignProgram> {
	const program = await install();
	if (program !== undefined) return program;
	if (process.env['CI'] === 'true') throw new Error('what would run this program is missing');
	return skip('what would run this program is missing');
}
