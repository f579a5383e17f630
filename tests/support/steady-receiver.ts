import type { AddEndpointInput, Latchkey } from '@latchkey/core';
import { expect, onTestFinished } from 'vitest';
import { ADMIN, DOMAIN } from './platform-process.ts';
import { startReceiver } from './receiver.ts';

/** A receiver of notifications that refuses some when they first come. */
export interface SteadyReceiver {
	/**
	 * By the name that a change gave, or the Client ID of what expired: when it was first told of; milliseconds since the
	 * epoch.
	 */
	toldAt(): ReadonlyMap<string, number>;
	/** Resolves when all is delivered; fails where a retry is late. */
	finish(longestDelayMs: number): Promise<void>;
}

interface Told {
	readonly type: string;
	readonly data: { readonly clientId?: string; readonly after?: { readonly name?: string } };
}

/** One of so many is refused when it first comes. */
const REFUSED_EVERY = 4;
/** After the first try, with its jitter. */
const LONGEST_RETRY_MS = 6000;

/** Hears, from now on, of every application that is changed, and every secret that expires. */
export async function steadyReceiver({ endpoints }: Latchkey): Promise<SteadyReceiver> {
	const first = new Map<string, number>();
	const again = new Map<string, number>();
	const refused = new Set<string>();
	const told = new Map<string, number>();
	const hooks = await startReceiver(({ headers, body, at }, response) => {
		const id = String(headers['webhook-id']);
		const cause = causeOf(JSON.parse(body) as Told);
		if (!told.has(cause)) told.set(cause, performance.timeOrigin + at);
		if (!first.has(id)) {
			first.set(id, at);
			if (first.size % REFUSED_EVERY === 0) refused.add(id);
			response.writeHead(refused.has(id) ? 503 : 204).end();
			return;
		}
		again.set(id, again.get(id) ?? at);
		response.writeHead(204).end();
	});
	onTestFinished(hooks.close);
	const input: AddEndpointInput = {
		url: hooks.url(),
		eventTypes: ['client_application.changed', 'client_secret.expired'],
	};
	const { endpointId } = (await endpoints.add(ADMIN, DOMAIN, input)).endpoint;

	async function undelivered(): Promise<object[]> {
		const found: object[] = [];
		for (const status of ['pending', 'held', 'failed'] as const) {
			const { items } = await endpoints.deliveries(ADMIN, DOMAIN, endpointId, { status });
			found.push(...items);
		}
		return found;
	}

	return {
		toldAt: () => told,
		async finish(longestDelayMs) {
			await expect.poll(undelivered, { timeout: LONGEST_RETRY_MS + longestDelayMs }).toEqual([]);
			expect(refused.size).toBeGreaterThan(1);
			const delays = [...refused].map((id) => (again.get(id) ?? Number.NaN) - (first.get(id) ?? 0));
			const late = delays.filter((delay) => !(delay <= LONGEST_RETRY_MS + longestDelayMs));
			expect(late, 'tried again too late, or never').toEqual([]);
		},
	};
}

const causeOf = ({ type, data }: Told): string =>
	(type === 'client_application.changed' ? data.after?.name : data.clientId) ?? '';
