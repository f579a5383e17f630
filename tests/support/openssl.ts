import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The `openssl` of this machine; false where there is none. */
export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** A folder of its own in which `openssl` runs. */
export interface Openssl {
	/** What it prints. Throws with what it complains of where it fails. */
	run(...args: readonly string[]): string;
	/** Whether it ends well, and all that it says. */
	tries(...args: readonly string[]): { readonly ok: boolean; readonly says: string };
	/** A file in the folder, by its name. */
	write(name: string, content: string | Uint8Array): void;
	read(name: string): string;
	remove(): void;
}

export function opensslFolder(): Openssl {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-openssl-'));

	function tries(...args: readonly string[]) {
		const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
		return { ok: status === 0, says: `${stdout}${stderr}`, stdout };
	}

	return {
		tries,
		run(...args) {
			const { ok, says, stdout } = tries(...args);
			if (!ok) throw new Error(`openssl ${args.join(' ')}: ${says}`);
			return stdout;
		},
		write(name, content) {
			writeFileSync(join(folder, name), content);
		},
		read: (name) => readFileSync(join(folder, name), 'utf8'),
		remove() {
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
