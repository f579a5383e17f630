import { join } from 'node:path';
import { goProgram } from '../foreign/go.ts';
import type { ForeignProgram } from '../foreign/program.ts';
import { pythonProgram } from '../foreign/python.ts';

/** With the package from PyPI. */
export const pythonReceiver = (): Promise<ForeignProgram | undefined> =>
	pythonProgram('receiver', join(import.meta.dirname, 'python'), 'verify.py');

/** With the library as a Go module. */
export const goReceiver = (): Promise<ForeignProgram | undefined> =>
	goProgram('receiver', join(import.meta.dirname, 'go'));
