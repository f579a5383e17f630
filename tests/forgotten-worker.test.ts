import { createLatchkey, type Latchkey, localKeyEncryption } from '@latchkey/core';
import { sqliteStore } from '@latchkey/store-sqlite';
import { type CapturedLogger, capturedLogger, virtualTime } from '@latchkey/testing';
import { startWorker } from '@latchkey/worker';
import { expect, it, onTestFinished } from 'vitest';

const ADMIN = {
	userId: 'admin',
	customerId: 'acme',
	domains: { phones: { manage: true, reveal: true, grantable: [] } },
};
const { clock, scheduler, pass } = virtualTime();

async function start(logger: CapturedLogger): Promise<Latchkey> {
	const latchkey = createLatchkey({
		clock,
		scheduler,
		logger,
		throttle: { failed: async () => 0 },
		store: await sqliteStore({ file: ':memory:' }),
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: new Uint8Array(32).fill(7) } }),
		privileges: [],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
	});
	await latchkey.start();
	onTestFinished(() => latchkey.close());
	return latchkey;
}

const reminders = ({ lines }: CapturedLogger): number =>
	lines.filter(({ message }) => message.includes('no worker was started')).length;

it('a host that forgot its worker is told once, as soon as there is something to do', async () => {
	const logger = capturedLogger();
	const latchkey = await start(logger);
	await pass(120_000);
	expect(reminders(logger), 'nothing to do').toBe(0);
	await latchkey.applications.add(ADMIN, 'phones', { name: 'waits' });
	await pass(300_000);
	expect(reminders(logger)).toBe(1);
});

it('a host that has one is not, though it starts it after the first work', async () => {
	const logger = capturedLogger();
	const latchkey = await start(logger);
	await latchkey.applications.add(ADMIN, 'phones', { name: 'waits' });
	const worker = startWorker(latchkey, { clock, scheduler });
	await pass(300_000);
	expect(reminders(logger)).toBe(0);
	await worker.close();
});
