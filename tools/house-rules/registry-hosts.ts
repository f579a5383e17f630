import { type Violation, violationsOf, type WorkspaceFile } from './violation.ts';

const HOST = /\bregistry\.(?:npmjs|npmmirror|yarnpkg)\b|\bnpm\.pkg\.github\b|\b_authToken\b|\bregistry\s*=\s*\S/gi;
const TARBALL = /:\/\/|\btarball:/g;

/** Which registry packages come from is the machine's business: whoever clones this may have another. */
export function checkRegistryHosts(file: WorkspaceFile): Violation[] {
	if (file.path === 'pnpm-lock.yaml')
		return violationsOf(file, TARBALL, 'the lockfile names where a package came from');
	return violationsOf(file, HOST, 'names a package registry');
}
