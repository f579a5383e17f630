import type { AddedEndpoint, Endpoint, EventType } from '@latchkey/core';
import type { Seeded } from '../support/seeded.ts';
import type { HostProcess } from './host-process.ts';
import { ADMIN, DOMAIN } from './integration.ts';
import type { Receivers } from './receivers.ts';

/** Who adds endpoints, and pauses, changes and removes them. */
export interface EndpointOwner {
	/** Adds one where it has few, or does something with one of those that there are. */
	act(process: HostProcess): Promise<unknown>;
	add(process: HostProcess): Promise<unknown>;
	/** Asks again for what it had no answer to, and ends every pause. */
	finish(process: HostProcess): Promise<unknown>;
	/** A replay that a process died over is half done, until it is asked for once more. */
	isReplaying(endpointId: string): boolean;
	/** `whsec_…` by the id of the secret: those that it was shown, since a process may die before it shows one. */
	readonly signingSecrets: ReadonlyMap<string, string>;
}

export interface EndpointOwnerParts {
	readonly random: Seeded;
	readonly receivers: Receivers;
	readonly clientIds: readonly string[];
	/** All that there are now, in the order of their ids; in the store itself, where nobody has to wait for a turn. */
	readonly live: () => Promise<readonly Endpoint[]>;
}

const MOST = 4;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const FILTERS: readonly (EventType[] | null)[] = [
	null,
	null,
	['client_secret.added', 'client_secret.adopted'],
	['client_secret.adopted', 'client_secret.rotated', 'client_secret.rotation_offered'],
	['client_application.changed', 'client_secret.expired', 'policy.changed'],
	['endpoint.changed', 'endpoint.disabled', 'endpoint.removed'],
];

export function endpointOwner({ random, receivers, clientIds, live }: EndpointOwnerParts): EndpointOwner {
	const signingSecrets = new Map<string, string>();
	const replaying = new Set<string>();

	function keep({ endpoint, signingSecret }: AddedEndpoint): void {
		const newest = endpoint.signingSecrets.at(-1);
		if (newest !== undefined) signingSecrets.set(newest.secretId, signingSecret);
	}

	async function add({ latchkey }: HostProcess): Promise<void> {
		const clientId = random.pick([null, ...clientIds]);
		const input = { url: receivers.newUrl(), eventTypes: random.pick(FILTERS), clientId };
		keep(await latchkey.endpoints.add(ADMIN, DOMAIN, input));
	}

	async function replay(process: HostProcess, endpointId: string): Promise<void> {
		const span = { from: process.now() - DAY, includeDelivered: random.below(4) === 0 };
		replaying.add(endpointId);
		try {
			await process.latchkey.endpoints.replay(ADMIN, DOMAIN, endpointId, span);
		} finally {
			replaying.delete(endpointId);
		}
	}

	async function change(process: HostProcess, { endpointId, url, status }: Endpoint): Promise<unknown> {
		const { endpoints } = process.latchkey;
		if (status === 'disabled' && random.below(2) === 0) {
			return await endpoints.change(ADMIN, DOMAIN, endpointId, { status: 'enabled' });
		}
		switch (random.below(8)) {
			case 0:
				return await endpoints.change(ADMIN, DOMAIN, endpointId, { eventTypes: random.pick(FILTERS) });
			case 1:
				return await endpoints.change(ADMIN, DOMAIN, endpointId, { url: receivers.moved(url) });
			case 2:
			case 3: {
				const others = (['enabled', 'paused', 'disabled'] as const).filter((other) => other !== status);
				return await endpoints.change(ADMIN, DOMAIN, endpointId, { status: random.pick(others) });
			}
			case 4:
				return await endpoints.remove(ADMIN, DOMAIN, endpointId);
			case 5: {
				const overlapMs = random.pick([0, HOUR, DAY]);
				return keep(await endpoints.rotate(ADMIN, DOMAIN, endpointId, { overlapMs }));
			}
			case 6:
				return await endpoints.test(ADMIN, DOMAIN, endpointId);
			default:
				return await replay(process, endpointId);
		}
	}

	return {
		async act(process) {
			const known = await live();
			const adds = known.length === 0 || (known.length < MOST && random.below(3) === 0);
			return await (adds ? add(process) : change(process, random.pick(known)));
		},
		add,
		async finish(process) {
			for (const { endpointId, status } of await live()) {
				if (status === 'disabled') continue;
				if (replaying.has(endpointId)) await replay(process, endpointId);
				if (status === 'enabled') continue;
				await process.latchkey.endpoints.change(ADMIN, DOMAIN, endpointId, { status: 'enabled' });
			}
		},
		isReplaying: (endpointId) => replaying.has(endpointId),
		signingSecrets,
	};
}
