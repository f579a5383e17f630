import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { receiver } from '@latchkey/demo/emm';
import { platformApi } from '@latchkey/demo/platform-api';
import { manualClock } from '@latchkey/testing';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { PASSWORD, startHost } from './support/host.ts';

const PROGRAM = fileURLToPath(new URL('../apps/demo/src/emm/main.ts', import.meta.url));
const DOMAIN = '/v1/domains/acme-phones';
const USER = 'super@acme';
const DAY_MS = 86_400_000;
const WAIT = { timeout: 30_000 };

afterEach(() => {
	vi.useRealTimers();
});

it('a notification arrives, the integration takes its new secret up, and the old one retires', async () => {
	const clock = manualClock();
	// What checks signatures looks at the machine's clock, which must be the host's.
	vi.useFakeTimers({ toFake: ['Date'], now: clock.now() });
	const advance = (ms: number): void => {
		clock.advance(ms);
		vi.setSystemTime(clock.now());
	};
	const host = await startHost({ ports: { clock } });
	onTestFinished(() => host.close());
	const api = platformApi(host.baseUrl, PASSWORD);
	await api.setPolicy({ showOnce: true, rotateEvery: 10 * 86_400, quietPeriod: 86_400, overlap: 7 * 86_400 });
	const { clientId, ...first } = await api.addApplication('EMM');
	const told: string[] = [];
	const signingSecret = Promise.withResolvers<string>();
	const emm = receiver({
		...{ api, clientId, secret: first, signingSecret: signingSecret.promise },
		tell: (what, inWords) => told.push(`${what} ${inWords}`),
	});
	const server = createServer(emm.app);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => {
		server.close();
		server.closeAllConnections();
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/notifications`;
	signingSecret.resolve((await api.addEndpoint({ url, clientId })).signingSecret);
	await emm.work();
	// A day later, what was signed today is too old: nothing may be on its way while time jumps.
	await expect.poll(() => told, WAIT).toContain(`received client_secret.adopted (${first.secretId})`);

	advance(10 * DAY_MS);
	await host.latchkey.background.run('life_cycle');
	await expect.poll(() => emm.secret().secretId, WAIT).not.toBe(first.secretId);
	expect(told).toContainEqual(expect.stringMatching(/^received client_secret\.rotation_offered/));
	await emm.work();
	await expect.poll(() => told, WAIT).toContain(`received client_secret.adopted (${emm.secret().secretId})`);

	advance(DAY_MS);
	await emm.work();
	// Not before every process has written what it saw: the life cycle looks again, some seconds later each time.
	const lookAgain = async (): Promise<readonly string[]> => {
		advance(5000);
		await host.latchkey.background.run('life_cycle');
		return told;
	};
	await expect
		.poll(lookAgain, { ...WAIT, interval: 500 })
		.toContain(`received client_secret.rotated (${first.secretId})`);
	await expect(api.token(first.oauthCredentials)).rejects.toThrow('401');
	await emm.work();
	expect(told.filter((line) => /^(?:failed|refused)/.test(line))).toEqual([]);
});

it('the program beside the demo says what it receives, and takes up a secret that is rotated on the page', async () => {
	const host = await startHost();
	onTestFinished(() => host.close());
	const child = spawn(process.execPath, [PROGRAM, '--platform', host.baseUrl], {
		env: { ...process.env, DEMO_PASSWORD: PASSWORD },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString();
	});
	await expect.poll(() => said, WAIT).toMatch(/ready/);
	const clientId = /ready +(\S+)/.exec(said)?.[1];
	await host.request('POST', `${DOMAIN}/client-applications/${clientId}/secrets`, { user: USER, body: {} });
	await expect.poll(() => said, WAIT).toMatch(/received +client_secret\.added.*taken up/s);
	await expect.poll(() => said, WAIT).toMatch(/received +client_secret\.adopted/);
	child.kill('SIGTERM');
	await expect.poll(() => child.exitCode, WAIT).toBe(0);
	expect(said).not.toMatch(/failed|refused/);
});
