import { type Actor, type LatchkeyEvent, localKeyEncryption } from '@latchkey/core';
import { PRIVILEGES, startEmbeddedHost } from './embedded-host.ts';
import type { Place } from './place.ts';

/** A host in a process of its own, on data that it shares with others. It tells its parent of every event. */
const [place = '', key = '', users = '0'] = process.argv.slice(2);

/** Each request comes from another user, so that its event, if it left one, can be told by its actor. */
const domains = { main: { manage: true, reveal: true, grantable: PRIVILEGES } };
const actors: Record<string, Actor> = {};
for (let user = 0; user < Number(users); user++) {
	actors[`user-${user}`] = { userId: `user-${user}`, customerId: 'acme', domains };
}

const host = await startEmbeddedHost({
	actors,
	place: JSON.parse(place) as Place,
	keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
	onEvent: (event) => tell({ event }),
});
process.on('message', async (wish) => {
	// What is sent in answer comes after every event that was sent before.
	if (wish === 'catch up') return tell({ caughtUp: true });
	await host.close();
	process.disconnect();
});
await tell({ port: Number(new URL(host.baseUrl).port) });

function tell(message: { event: LatchkeyEvent } | { port: number } | { caughtUp: true }): Promise<void> {
	return new Promise((resolve, reject) => {
		process.send?.(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
	});
}
