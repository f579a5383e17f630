import { DatabaseSync } from 'node:sqlite';
import { manualClock } from '@latchkey/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { revealsIn, revealUntilFull } from './support/full-disk.ts';
import { startReceiver } from './support/receiver.ts';
import { scratchFile } from './support/scratch-file.ts';
import {
	type AddedEndpoint,
	events,
	KEYS,
	managerOf,
	type SendingHost,
	startSendingHost,
} from './support/sending-host.ts';

const TENANT = { customerId: 'acme', domainId: 'main' };
const ADMIN = { ...managerOf(TENANT), domains: { main: { manage: true, reveal: true, grantable: ['devices:read'] } } };
/** What a dead process held is free again. */
const LEASE_MS = 6000;
/** What is kept of an answer: what fills the disk. */
const LONG_ANSWER = 'a'.repeat(1024);

async function addOne({ latchkey }: SendingHost): Promise<string> {
	const input = { name: 'EMM', privileges: ['devices:read'] };
	return (await latchkey.applications.add(ADMIN, TENANT.domainId, input)).credentials.clientId;
}

/** Those that are called sent, each with its one attempt written down. */
async function calledSent(host: SendingHost, endpoint: AddedEndpoint): Promise<Set<string>> {
	const all = await host.deliveries(endpoint);
	const sent = all.filter(({ status }) => status === 'delivered');
	expect(sent.filter(({ attempts, log }) => attempts !== 1 || log[0]?.status !== 200)).toEqual([]);
	expect(all.filter(({ status }) => status !== 'delivered' && status !== 'pending')).toEqual([]);
	return new Set(sent.map(({ deliveryId }) => deliveryId));
}

describe('case 5: no notification is called sent without its record, and none is lost', () => {
	it('while another process holds the database, and after it', async () => {
		const file = scratchFile();
		const clock = manualClock();
		const holder = new DatabaseSync(file);
		onTestFinished(() => holder.close());
		let heldAt = 0;
		let letsGo = false;
		const hooks = await startReceiver((_heard, response) => {
			if (hooks.heard.length === heldAt) holder.exec('BEGIN IMMEDIATE');
			response.writeHead(200).end();
			if (hooks.heard.length === heldAt && letsGo) setImmediate(() => holder.exec('ROLLBACK'));
		});
		onTestFinished(hooks.close);
		const heard = (): string[] => hooks.heard.map(({ headers }) => String(headers['webhook-id']));
		const host = await startSendingHost({ clock, file, lockTimeoutMs: 50 });
		const clientId = await addOne(host);
		const reveal = () => host.latchkey.applications.reveal(ADMIN, TENANT.domainId, clientId);
		const endpoint = await host.addEndpoint(hooks.url(), TENANT);
		let made = 0;
		for (let round = 0; round < 6; round++) {
			await host.notify(endpoint, events(6, { applications: 3, tenant: TENANT }));
			made += 6;
			heldAt = hooks.heard.length + 1 + round;
			// Every other time it is let go before anybody gives up.
			letsGo = round % 2 === 1;
			const before = heard().length;
			await host.deliver();
			const sent = await calledSent(host, endpoint);
			expect(heard()).toEqual(expect.arrayContaining([...sent]));
			if (letsGo) {
				expect([sent.size, heard().length - before], 'it waited').toEqual([made, 6]);
				continue;
			}
			expect(sent.size).toBeLessThan(made);
			await expect(reveal()).rejects.toMatchObject({ code: 'store_unavailable' });
			holder.exec('ROLLBACK');
			clock.advance(LEASE_MS);
			await host.deliver();
			expect((await calledSent(host, endpoint)).size).toBe(made);
		}
		expect(new Set(heard())).toEqual(await calledSent(host, endpoint));
		await reveal();
	});

	it('while no byte more can be written, and when there is room again', async () => {
		const file = scratchFile();
		const hooks = await startReceiver((_heard, response) => void response.writeHead(200).end(LONG_ANSWER));
		onTestFinished(hooks.close);
		const heard = (): string[] => hooks.heard.map(({ headers }) => String(headers['webhook-id']));
		const made = 400;
		const first = await startSendingHost({ clock: { now: () => Date.now() }, file });
		await addOne(first);
		const endpoint = await first.addEndpoint(hooks.url(), TENANT);
		await first.notify(endpoint, events(made, { applications: 20, tenant: TENANT }));
		await first.latchkey.background.run('relay');
		await first.latchkey.close();
		const { shown, refused, otherFailures } = await revealUntilFull(file, KEYS.k1);
		expect([otherFailures, refused > 0]).toEqual([0, true]);
		// By a clock that is ahead: what the other process has leased is free again.
		const host = await startSendingHost({ clock: { now: () => Date.now() + 10 * LEASE_MS }, file });
		const sent = await calledSent(host, endpoint);
		expect(sent.size).toBeGreaterThan(0);
		expect(heard()).toEqual(expect.arrayContaining([...sent]));
		expect(new Set(heard()).size, 'it became full while they were sent').toBeGreaterThan(sent.size);
		const before = heard().length;
		await host.deliver();
		expect(await calledSent(host, endpoint)).toEqual(new Set(heard()));
		expect([new Set(heard()).size, heard().length - before], 'and none came again that was recorded').toEqual([
			made,
			made - sent.size,
		]);
		expect(await revealsIn(host, TENANT)).toBe(shown);
	});
});
