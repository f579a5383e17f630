import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Actor } from '@latchkey/core';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { gitleaks } from '../tools/gitleaks/install.ts';
import { scan } from '../tools/gitleaks/scan.ts';
import { PRIVILEGES, startEmbeddedHost, tokenOf } from './support/embedded-host.ts';
import { scanner } from './support/scanner.ts';

const BUILT_WITHIN_MS = 12 * 60_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const GIVEN_TO_HOSTS = join(ROOT, 'deploy', 'gitleaks.toml');
const admin: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { 'domain-with-a-long-name_1': { manage: true, reveal: true, grantable: PRIVILEGES } },
};

let program: string | undefined;
beforeAll(async () => {
	program = await gitleaks();
	if (program === undefined && process.env['CI'] === 'true') throw new Error('there is no Go to build gitleaks with');
}, BUILT_WITHIN_MS);

interface Added {
	readonly clientSecret: string;
	readonly oauthCredentials: string;
}

async function added(count: number) {
	const github = scanner();
	const leakReportKeys = { [github.keyIdentifier]: github.publicKey };
	const host = await startEmbeddedHost({ actors: { admin }, leakReportKeys });
	onTestFinished(() => host.close());
	const credentials: Added[] = [];
	for (let made = 0; made < count; made++) {
		const path = '/v1/domains/domain-with-a-long-name_1/client-applications';
		const { json } = await host.call('admin', 'POST', path, {
			body: { name: 'EMM', privileges: ['devices:read'] },
		});
		credentials.push(json['credentials'] as Added);
	}
	return { host, github, credentials };
}

function scratchFolder(files: Readonly<Record<string, string>>): string {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-scanned-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	return folder;
}

describe('case 20: a scanner that knows the documented pattern', () => {
	it('finds secrets and OAuth Credentials wherever they were pasted, and its report revokes them', async ({ skip }) => {
		if (program === undefined) return skip('there is no Go to build gitleaks with');
		const { host, github, credentials } = await added(4);
		const [inYaml, inCode, inCurl, untouched] = credentials;
		if (inYaml === undefined || inCode === undefined || inCurl === undefined) throw new Error('three were added');
		const folder = scratchFolder({
			'emm.yaml': `credentials:\n  client_secret: ${inYaml.clientSecret}\n`,
			'sync.py': `API_SECRET = "${inCode.clientSecret}"\n`,
			'token.sh': `curl -H 'Authorization: Basic ${inCurl.oauthCredentials}' https://platform.example/v1/oauth2/tokens\n`,
			'harmless.md': 'A secret begins with lks_ and OAuth Credentials with bGsu.\n',
		});
		const found = await scan(program, 'dir', folder, GIVEN_TO_HOSTS);
		const ours = found.filter(({ rule }) => rule.startsWith('latchkey-'));
		// It also decodes base64 by itself, and so finds one of them twice.
		expect(ours.map(({ rule, secret }) => `${rule} ${secret}`)).toEqual(
			expect.arrayContaining([
				`latchkey-client-secret ${inYaml.clientSecret}`,
				`latchkey-client-secret ${inCode.clientSecret}`,
				`latchkey-oauth-credentials ${inCurl.oauthCredentials}`,
			]),
		);
		expect(found.filter(({ file }) => file.endsWith('harmless.md'))).toEqual([]);
		await github.report(
			host,
			ours.map(({ rule, secret }) => ({ token: secret, type: rule })),
		);
		for (const { oauthCredentials } of [inYaml, inCode, inCurl]) {
			expect((await tokenOf(host, oauthCredentials)).status).toBe(401);
		}
		expect((await tokenOf(host, untouched?.oauthCredentials ?? '')).status).toBe(200);
	});

	it('finds nothing in this repository, in none of its commits', async ({ skip }) => {
		if (program === undefined) return skip('there is no Go to build gitleaks with');
		const found = await scan(program, 'git', ROOT, join(ROOT, '.gitleaks.toml'));
		expect(found.map(({ rule, file, line }) => `${rule} in ${file}, line ${line}`)).toEqual([]);
	});

	it('is told the same pattern by the page as by the rules', () => {
		const [page, rules] = [join(ROOT, 'docs', 'leaked-secrets.md'), GIVEN_TO_HOSTS].map((path) =>
			readFileSync(path, 'utf8'),
		);
		const patterns = [...(rules ?? '').matchAll(/^regex = '''(.+)'''$/gm)].map(([, pattern]) => pattern ?? '');
		expect(patterns).toHaveLength(2);
		for (const pattern of patterns) expect(page).toContain(`\n${pattern}\n`);
	});
});
