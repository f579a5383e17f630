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

const told = ({ lines }: CapturedLogger, message: string): number =>
	lines.filter((line) => line.message.includes(message)).length;
const alarms = (logger: CapturedLogger): number => told(logger, 'is a worker running');

it('says once that events wait, and when they do no longer', async () => {
	const logger = capturedLogger();
	const latchkey = await start(logger);
	await pass(120_000);
	expect(alarms(logger), 'nothing to do').toBe(0);
	await latchkey.applications.add(ADMIN, 'phones', { name: 'waits' });
	await pass(600_000);
	expect(alarms(logger)).toBe(1);
	const worker = startWorker(latchkey, { clock, scheduler });
	await pass(120_000);
	expect(told(logger, 'time passes again')).toBe(1);
	await worker.close();
	await latchkey.applications.add(ADMIN, 'phones', { name: 'waits again' });
	await pass(600_000);
	expect(alarms(logger)).toBe(2);
});

it('says once that due work is left lying', async () => {
	const logger = capturedLogger();
	const latchkey = await start(logger);
	const worker = startWorker(latchkey, { clock, scheduler });
	await latchkey.applications.add(ADMIN, 'phones', { name: 'ends', secretExpiresAt: clock.now() + 3_600_000 });
	await pass(60_000);
	await worker.close();
	await pass(3_600_000);
	expect(alarms(logger), 'late by less than five minutes').toBe(0);
	await pass(600_000);
	expect(alarms(logger)).toBe(1);
});

it('says nothing where a worker is started after the first work', async () => {
	const logger = capturedLogger();
	const latchkey = await start(logger);
	await latchkey.applications.add(ADMIN, 'phones', { name: 'waits' });
	const worker = startWorker(latchkey, { clock, scheduler });
	await pass(300_000);
	expect(alarms(logger)).toBe(0);
	await worker.close();
});
