import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** As gitleaks writes it. */
interface Reported {
	readonly RuleID: string;
	readonly File: string;
	readonly StartLine: number;
	readonly Secret: string;
}

export interface Finding {
	readonly rule: string;
	readonly file: string;
	readonly line: number;
	/** What a report to the one who issued it would quote. */
	readonly secret: string;
}

/** What gitleaks finds: `dir` in the files of a folder, `git` in all commits that led to the one checked out. */
export async function scan(
	gitleaks: string,
	mode: 'dir' | 'git',
	folder: string,
	config: string,
): Promise<readonly Finding[]> {
	const scratch = mkdtempSync(join(tmpdir(), 'latchkey-gitleaks-'));
	try {
		const report = join(scratch, 'report.json');
		const told = ['--report-format', 'json', '--report-path', report, '--no-banner', '--exit-code', '0'];
		const led = mode === 'git' ? ['--log-opts', 'HEAD'] : [];
		await promisify(execFile)(gitleaks, [mode, folder, '--config', config, ...led, ...told], { cwd: folder });
		const reported = JSON.parse(readFileSync(report, 'utf8')) as Reported[];
		return reported.map(({ RuleID, File, StartLine, Secret }) => ({
			rule: RuleID,
			file: File,
			line: StartLine,
			secret: Secret,
		}));
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}
