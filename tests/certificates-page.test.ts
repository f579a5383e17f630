import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startCertifiedHost } from './support/certified-host.ts';
import { hasOpenssl } from './support/openssl.ts';
import { runShell } from './support/run-shell.ts';
import { scratchFolder } from './support/scratch-file.ts';

const PAGE = join(import.meta.dirname, '../docs/certificates.md');
const hasCurl = spawnSync('curl', ['--version']).status === 0;

it.runIf(hasOpenssl && hasCurl)(
	'the lines of docs/certificates.md work when they are pasted, one after the other',
	async () => {
		const { host, add } = await startCertifiedHost();
		const application = await add();
		const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/```sh\n(.*?)```/gs)].map(([, lines = '']) => lines);
		expect(blocks).toHaveLength(5);
		const { output, code } = await runShell(`set -e\n${blocks.join('\n')}`, {
			cwd: scratchFolder(),
			env: {
				PATH: process.env['PATH'] ?? '',
				LOGIN: '-H x-user:admin',
				API: host.baseUrl,
				APPLICATION: `${host.baseUrl}${application.path}`,
				CREDENTIALS: application.oauthCredentials,
			},
		});
		expect([code, output]).toEqual([0, expect.stringContaining('client.pem: OK')]);
		const { json } = await host.call('admin', 'GET', `${application.path}/certificates`);
		const origins = (json['items'] as { origin: string }[]).map(({ origin }) => origin);
		expect(origins).toEqual(['issued', 'signed_request', 'signed_request', 'registered']);
	},
);
