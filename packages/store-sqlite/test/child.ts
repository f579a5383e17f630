// A process of its own that works on the database when its parent says so.
import { DatabaseSync } from 'node:sqlite';
import { slotName } from '@latchkey/core';
import { BUILT_AT, buildApplication, buildHostKey } from '@latchkey/testing';
import { sqliteStore } from '../src/index.ts';

/** What a child can be started for. */
export type Task = 'open' | 'race' | 'hold';

export const TENANT = { customerId: 'acme', domainId: 'emm' };
export const SLOTS: readonly string[] = Array.from({ length: 63 }, (_, index) => slotName(index));

const TASKS: Readonly<Record<Task, (file: string) => Promise<unknown>>> = {
	async open(file) {
		await told();
		const store = await sqliteStore({ file });
		const inserted = await store.hostKeys.insert(buildHostKey({ keyId: `key-${process.pid}`, createdAt: BUILT_AT }));
		await store.close();
		return inserted;
	},
	async race(file) {
		const store = await sqliteStore({ file });
		await told();
		const won: string[] = [];
		for (const slot of SLOTS) {
			const clientId = `lk.acme.emm.${process.pid}-${slot}`;
			if ((await store.applications.insert(buildApplication(TENANT, { clientId, slot }), [])) === 'done')
				won.push(slot);
		}
		await store.close();
		return won;
	},
	async hold(file) {
		const database = new DatabaseSync(file);
		database.exec('BEGIN IMMEDIATE');
		await told();
		database.exec('COMMIT');
		database.close();
		return 'released';
	},
};

/** Says that it is ready, and waits until its parent says go. */
async function told(): Promise<void> {
	const go = new Promise((resolve) => process.once('message', resolve));
	process.send?.('ready');
	await go;
}

const [task, file] = process.argv.slice(2);
if (process.send !== undefined && task !== undefined && file !== undefined && Object.hasOwn(TASKS, task)) {
	process.send({ result: await TASKS[task as Task](file) });
	process.disconnect();
}
