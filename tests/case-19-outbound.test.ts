import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type Actor, LatchkeyError } from '@latchkey/core';
import { guardedOutbound } from '@latchkey/outbound';
import { manualClock } from '@latchkey/testing';
import { expect, it, onTestFinished } from 'vitest';
import { canary } from '../packages/outbound/test/canary.ts';
import { startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import { ACME, startSendingHost } from './support/sending-host.ts';

const ADMIN: Actor = {
	userId: 'ada',
	customerId: ACME.customerId,
	domains: { [ACME.domainId]: { manage: true, reveal: true, grantable: ['devices:read'] } },
};
const ADDRESSES = ['127.0.0.1', '127.1', '2130706433', '0x7f000001', '017700000001', '0', '[::1]', '[::]'];
const DISGUISED = ['[::ffff:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', 'localhost', 'rebound.example'];

it('case 19: no endpoint leads into the host’s own network: not by test, by event, by change, by redirect or by name', async () => {
	const watching = await canary();
	onTestFinished(watching.close);
	// It answers a public address to who asks first, and this machine's to who asks again.
	let asked = 0;
	const lookUp = async (): Promise<string[]> => (asked++ % 2 === 0 ? ['::ffff:127.0.0.1'] : ['127.0.0.1']);
	const outbound = guardedOutbound({ ports: 'any', lookUp });
	onTestFinished(outbound.close);
	const clock = manualClock();
	const host = await startSendingHost({ clock, file: scratchFile(), outbound, overrides: { endpointLimit: 100 } });
	const { endpoints, background } = host.latchkey;
	const ids: string[] = [];
	for (const name of [...ADDRESSES, ...DISGUISED]) {
		for (const scheme of ['https', 'http']) {
			const url = `${scheme}://${name}:${watching.port}/`;
			const { endpoint } = await endpoints.add(ADMIN, ACME.domainId, { url });
			ids.push(endpoint.endpointId);
			await endpoints.test(ADMIN, ACME.domainId, endpoint.endpointId);
		}
	}
	for (const url of ['file:///etc/passwd', `https://ada:secret@127.0.0.1:${watching.port}/`]) {
		await expect(endpoints.add(ADMIN, ACME.domainId, { url })).rejects.toBeInstanceOf(LatchkeyError);
	}
	for (let round = 0; round < 3; round++) {
		await background.run('relay');
		await background.run('deliver');
		clock.advance(3_600_000);
	}
	for (const endpointId of ids) {
		const { items } = await endpoints.deliveries(ADMIN, ACME.domainId, endpointId);
		expect(items.length).toBeGreaterThan(0);
		const attempts = items.flatMap(({ log }) => log);
		expect(attempts.length).toBeGreaterThan(0);
		expect(new Set(attempts.map(({ error }) => error))).toEqual(
			new Set(['its host leads to no address that anything is sent to']),
		);
		expect(attempts.map(({ answerStart }) => answerStart).join('')).toBe('');
	}
	expect(asked).toBeGreaterThan(0);
	expect(watching.connections).toBe(0);
}, 120_000);

it('case 19: who enters names learns from no answer which of them there are in the network; the log of the host knows', async () => {
	const inside: Readonly<Record<string, string>> = {
		'db.internal': '10.0.0.5',
		'metadata.internal': '169.254.169.254',
	};
	const lookUp = async (name: string): Promise<string[]> => {
		if (name === 'silent.internal') throw Object.assign(new Error('no answer'), { code: 'ESERVFAIL' });
		const address = inside[name];
		return address === undefined ? [] : [address];
	};
	const outbound = guardedOutbound({ lookUp });
	onTestFinished(outbound.close);
	const host = await startSendingHost({ clock: manualClock(), file: scratchFile(), outbound });
	const { endpoints, background } = host.latchkey;
	const told = new Set<string>();
	for (const name of [...Object.keys(inside), 'none.internal', 'silent.internal']) {
		const url = `https://${name}/`;
		const { endpoint } = await endpoints.add(ADMIN, ACME.domainId, { url, eventTypes: ['policy.changed'] });
		await endpoints.test(ADMIN, ACME.domainId, endpoint.endpointId);
		await background.run('relay');
		await background.run('deliver');
		const { items } = await endpoints.deliveries(ADMIN, ACME.domainId, endpoint.endpointId);
		expect(items).toHaveLength(1);
		const { endpointId: _endpointId, eventId: _eventId, deliveryId: _deliveryId, ...rest } = items[0] ?? {};
		told.add(JSON.stringify(rest).replaceAll(/"(nextAttemptAt|occurredAt|createdAt)":\d+/g, ''));
	}
	expect([...told]).toHaveLength(1);
	const codes = host.logger.lines.map(({ fields }) => fields['code']).filter((code) => code !== undefined);
	expect(codes).toEqual(['refused_address', 'refused_address', 'unknown_host', 'unknown_host']);
});

it('case 19: a redirect into the network is an answer like any other', async () => {
	const watching = await canary();
	onTestFinished(watching.close);
	const redirecting = await startReceiver((_heard, response) => {
		response.writeHead(307, { location: `http://127.0.0.1:${watching.port}/` }).end('moved');
	});
	onTestFinished(redirecting.close);
	const host = await startSendingHost({ clock: manualClock(), file: scratchFile() });
	const { endpoints, background } = host.latchkey;
	const { endpoint } = await endpoints.add(ADMIN, ACME.domainId, { url: redirecting.url() });
	await endpoints.test(ADMIN, ACME.domainId, endpoint.endpointId);
	await background.run('relay');
	await background.run('deliver');
	expect(redirecting.heard.length).toBeGreaterThan(0);
	expect(watching.connections).toBe(0);
});

it('case 19: canaries on addresses of the cloud and of a private network hear nothing, and would hear a plain request', () => {
	// A network of its own, so that these addresses are here and nowhere else.
	const script = join(import.meta.dirname, 'support', 'walled-network.ts');
	const addresses = ['169.254.169.254/32', '10.0.0.5/32', '100.64.0.1/32', '192.168.1.1/32', '172.16.0.1/32'];
	const set = addresses.map((address) => `ip addr add ${address} dev lo`).join(' && ');
	const run = spawnSync(
		'unshare',
		['-n', 'sh', '-c', `ip link set lo up && ${set} && "${process.execPath}" "${script}"`],
		{
			encoding: 'utf8',
			timeout: 60_000,
		},
	);
	expect(run.stderr).toBe('');
	expect(JSON.parse(run.stdout)).toEqual({ guarded: 0, codes: ['refused_address'], plain: addresses.length });
}, 90_000);
