import { expect } from 'vitest';
import type { Doubt, Held } from './crash-ledger.ts';
import { type AddedBody, bury, type CrashWorker, kill } from './crash-worker.ts';

/** So many of the dead are tried again after each restart; the latest first. */
const TRIED_AGAIN = 3;

/** After a restart: what was answered for is there, and what was in doubt has happened once or not at all. */
export async function checkAfterRestart(worker: CrashWorker): Promise<void> {
	const { doubt } = worker;
	worker.doubt = undefined;
	if (doubt?.type === 'client_application.added') await settleAdd(worker, doubt);
	for (const held of worker.live) await checkOne(worker, held, doubt?.held === held ? doubt : undefined);
	for (const held of worker.all.filter(({ removed }) => removed).slice(-TRIED_AGAIN)) {
		expect((await worker.ask('GET', held.path)).status, 'a removed application is back').toBe(404);
		await checkDead(worker, held);
	}
}

/** By its key it can be asked for again; without one it can only be looked for. */
async function settleAdd(worker: CrashWorker, { name = '', key }: Doubt): Promise<void> {
	if (key !== undefined) {
		const again = await worker.ask<AddedBody>('POST', worker.path, worker.bodyOf(name), key);
		expect(again.status, JSON.stringify(again.body)).toBe(201);
		const { clientId } = worker.hold(again.body);
		// Where the first request had been carried out, its repetition was answered by a reveal.
		worker.ledger.doubt(clientId, 'client_secret.revealed');
	}
	const found = await worker.ask<{ items: AddedBody[] }>('GET', `${worker.path}?q=${encodeURIComponent(name)}`);
	expect(found.body.items.length, `${name} was added more than once`).toBeLessThanOrEqual(1);
	const [added] = found.body.items;
	if (key !== undefined) return expect(added?.name).toBe(name);
	if (added === undefined) return;
	const held = worker.hold({ ...added, credentials: { oauthCredentials: '' } });
	await adopt(worker, held, added.secrets[0]?.secretId ?? '');
}

/** A secret that was committed, but shown to nobody. It must be whole all the same. */
async function adopt(worker: CrashWorker, held: Held, secretId: string): Promise<void> {
	const doubt = { type: 'client_secret.revealed', held };
	const shown = await worker.act<AddedBody['credentials']>(doubt, 'POST', `${held.path}/reveal`, { secretId });
	held.secrets.set(secretId, shown.oauthCredentials);
}

async function checkOne(worker: CrashWorker, held: Held, doubt: Doubt | undefined): Promise<void> {
	const { status, body: seen } = await worker.ask<AddedBody>('GET', held.path);
	if (doubt !== undefined) worker.ledger.doubt(held.clientId, doubt.type);
	if (status === 404) {
		expect(doubt?.type, `${held.name} is gone`).toBe('client_application.removed');
		return bury(held);
	}
	expect(status).toBe(200);
	await settle(worker, held, seen, doubt);
	for (const credentials of held.secrets.values()) {
		expect((await worker.token(credentials)).status).toBe(held.status === 'enabled' ? 200 : 401);
	}
	await checkDead(worker, held);
	for (const { token } of held.tokens.filter(({ works }) => works).slice(-TRIED_AGAIN)) {
		expect((await worker.bearer(token)).status).toBe(200);
	}
}

/** Holds what is seen against what was answered for, but for the one thing in doubt, and goes on from what is seen. */
async function settle(worker: CrashWorker, held: Held, seen: AddedBody, doubt: Doubt | undefined): Promise<void> {
	const names = doubt?.type === 'client_application.changed' ? [held.name, doubt.name] : [held.name];
	expect(names).toContain(seen.name);
	held.name = seen.name;
	const switched = /abled$/.test(doubt?.type ?? '');
	if (!switched) expect(seen.status).toBe(held.status);
	held.status = seen.status;
	// Whether they still work is as much in doubt.
	if (switched) held.tokens.splice(0);
	const ids = seen.secrets.map(({ secretId }) => secretId);
	const missing = [...held.secrets.keys()].filter((secretId) => !ids.includes(secretId));
	const revoking = doubt?.type === 'client_secret.revoked' ? [doubt.secretId] : [];
	expect([[], revoking]).toContainEqual(missing);
	for (const secretId of missing) kill(held, secretId);
	const unknown = ids.filter((secretId) => !held.secrets.has(secretId));
	expect(unknown.length).toBeLessThanOrEqual(doubt?.type === 'client_secret.added' ? 1 : 0);
	for (const secretId of unknown) await adopt(worker, held, secretId);
}

async function checkDead(worker: CrashWorker, held: Held): Promise<void> {
	for (const credentials of held.dead.filter((text) => text !== '').slice(-TRIED_AGAIN)) {
		// Whoever fails too often is told to wait.
		expect([401, 429], 'a dead secret works').toContain((await worker.token(credentials)).status);
	}
	for (const { token } of held.tokens.filter(({ works }) => !works).slice(-TRIED_AGAIN)) {
		expect((await worker.bearer(token)).status, 'a dead token works').toBe(401);
	}
}
