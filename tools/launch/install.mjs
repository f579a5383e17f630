import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What to tell the reader; its message is all they need. */
export class InstallError extends Error {}

/** @param {string} root */
export function isInstalled(root) {
	const stamp = stampOf(root);
	return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockfileDigest(root);
}

/**
 * Installs what the lockfile names. The stamp goes before anything changes and comes back last, so that an install
 * that was interrupted is done again.
 *
 * @param {string} root
 */
export async function install(root) {
	const digest = lockfileDigest(root);
	rmSync(stampOf(root), { force: true });
	console.error('Installing dependencies…');
	const { code, output } = await runQuietly(root, ['--yes', packageManager(root), 'install', '--frozen-lockfile']);
	if (code !== 0) throw new InstallError(`${output.trimEnd()}\n\n${explain(output)}`);
	writeFileSync(stampOf(root), digest);
}

/** @param {string} root */
function stampOf(root) {
	return join(root, 'node_modules', '.latchkey-installed');
}

/** @param {string} root */
function lockfileDigest(root) {
	return createHash('sha256')
		.update(readFileSync(join(root, 'pnpm-lock.yaml')))
		.digest('hex');
}

/** @param {string} root */
function packageManager(root) {
	return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager;
}

/** @param {string} output */
function explain(output) {
	const noNetwork = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ERR_PNPM_META_FETCH_FAIL/;
	if (noNetwork.test(output)) {
		return 'The dependencies could not be fetched: the package registry cannot be reached. Check the network, or the proxy and registry that npm is set to, and run this again.';
	}
	return 'Installing the dependencies failed; the reason is above. Run this again once it is put right.';
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function runQuietly(root, args) {
	return new Promise((resolve, reject) => {
		const child = spawn('npx', args, {
			cwd: root,
			// Without a terminal to ask in, pnpm must not ask.
			env: { ...process.env, CI: 'true' },
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: process.platform === 'win32',
		});
		let output = '';
		const keep = (/** @type {Buffer} */ chunk) => {
			output += chunk;
		};
		child.stdout.on('data', keep);
		child.stderr.on('data', keep);
		child.on('error', () => {
			reject(
				new InstallError('npx was not found. Latchkey needs npm, which comes with Node, to install its dependencies.'),
			);
		});
		child.on('close', (code) => resolve({ code, output }));
	});
}
