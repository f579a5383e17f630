import { createLatchkey, LatchkeyError, localKeyEncryption } from '@latchkey/core';
import { nodeRuntime } from '@latchkey/runtime-node';
import { openPlace, type Place } from './place.ts';

/** What an adder is told to do, all of it at once. */
export interface AdderTask {
	readonly add: number;
	/** Client IDs. */
	readonly remove: readonly string[];
}

export interface AdderOutcome {
	/** Client IDs. */
	readonly added: readonly string[];
	readonly removed: number;
	/** Why what failed has failed: a code, or else the words of an error. */
	readonly refusals: readonly string[];
}

const [place = '', key = ''] = process.argv.slice(2);
const actor = {
	userId: 'adder',
	customerId: 'acme',
	domains: { main: { manage: true, reveal: true, grantable: [] } },
};

if (process.send !== undefined) {
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
		store: await openPlace(JSON.parse(place) as Place),
		keyEncryption: localKeyEncryption({ currentKeyId: 'k1', keys: { k1: Buffer.from(key, 'base64') } }),
		privileges: [{ name: 'devices:read' }],
		tokens: { issuer: 'https://issuer.example', audience: 'https://api.example' },
		onEvent: ignore,
	});
	const run = async ({ add, remove }: AdderTask): Promise<AdderOutcome> => {
		const refusals: string[] = [];
		const attempt = async <T>(work: Promise<T>): Promise<T | undefined> => {
			try {
				return await work;
			} catch (error) {
				refusals.push(error instanceof LatchkeyError ? error.code : String(error));
				return undefined;
			}
		};
		const adds = Array.from({ length: add }, async () =>
			attempt(latchkey.applications.add(actor, 'main', { name: 'Raced' })),
		);
		const removals = remove.map(async (clientId) =>
			attempt(latchkey.applications.remove(actor, 'main', clientId).then(() => clientId)),
		);
		const added = (await Promise.all(adds)).flatMap((one) => (one === undefined ? [] : [one.application.clientId]));
		const removed = (await Promise.all(removals)).filter((one) => one !== undefined).length;
		return { added, removed, refusals };
	};
	process.on('message', async (task: AdderTask | 'end') => {
		if (task !== 'end') {
			process.send?.(await run(task));
			return;
		}
		await latchkey.close();
		process.disconnect();
	});
	process.send('ready');
}

function ignore(): void {
	// Nothing here is of interest.
}
