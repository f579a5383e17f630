import { join } from 'node:path';
import { goProgram } from '../foreign/go.ts';
import { javaProgram } from '../foreign/java.ts';
import type { ForeignProgram } from '../foreign/program.ts';
import { pythonProgram } from '../foreign/python.ts';

/** With authlib, PyJWT and jwcrypto. */
export const pythonClient = (): Promise<ForeignProgram | undefined> =>
	pythonProgram('client', join(import.meta.dirname, 'python'), 'client.py');

/** With golang.org/x/oauth2 and go-oidc. */
export const goClient = (): Promise<ForeignProgram | undefined> => goProgram('client', join(import.meta.dirname, 'go'));

/** With Nimbus' OAuth 2.0 SDK and Spring Security. */
export const javaClient = (): Promise<ForeignProgram | undefined> =>
	javaProgram({
		name: 'client',
		sources: join(import.meta.dirname, 'java'),
		package: 'latchkey',
		mainClass: 'Client',
	});
