import type { NewDelivery, Tenant } from '@latchkey/core';
import { isDuplicateKey, untilInserted } from '../database/failures.ts';
import { identified, is } from '../database/filters.ts';
import type { Models } from '../models.ts';
import { type OrdinalsDocument, ordinalsId } from './documents.ts';

const ATTEMPTS = 5;

/**
 * Gives deliveries their places: one counter for each endpoint, which only goes up. A place that was given may stay
 * empty.
 */
export function deliveryOrdinals({ ordinals }: Models) {
	async function reserve(tenant: Tenant, endpointId: string, count: number): Promise<number> {
		for (let attempt = 1; ; attempt++) {
			try {
				const reserved = await ordinals
					.findOneAndUpdate(
						identified(tenant, ordinalsId(tenant, endpointId)) as never,
						{ $inc: { last: count } } as never,
						{ upsert: true, returnDocument: 'after' },
					)
					.lean<OrdinalsDocument>();
				return (reserved?.last ?? count) - count;
			} catch (error) {
				// Of two that make the counter at the same time, one finds it when it tries again.
				if (!isDuplicateKey(error) || attempt === ATTEMPTS) throw error;
			}
		}
	}

	return {
		/** In the order of the deliveries. */
		async give(tenant: Tenant, deliveries: readonly NewDelivery[]): Promise<readonly number[]> {
			const counts = new Map<string, number>();
			for (const { endpointId } of deliveries) counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1);
			const next = new Map<string, number>();
			await Promise.all(
				[...counts].map(async ([endpointId, count]) => next.set(endpointId, await reserve(tenant, endpointId, count))),
			);
			return deliveries.map(({ endpointId }) => {
				const ordinal = (next.get(endpointId) ?? 0) + 1;
				next.set(endpointId, ordinal);
				return ordinal;
			});
		},
		/** Goes on after places that were given elsewhere. */
		async raise(taken: readonly (Tenant & { readonly endpointId: string; readonly ordinal: number })[]): Promise<void> {
			const highest = new Map<string, (typeof taken)[number]>();
			for (const one of taken) {
				const id = ordinalsId(one, one.endpointId);
				if ((highest.get(id)?.ordinal ?? 0) < one.ordinal) highest.set(id, one);
			}
			const raises = [...highest].map(([id, one]) => ({
				updateOne: {
					filter: identified(one, id) as never,
					update: { $max: { last: is(one.ordinal) } } as never,
					upsert: true,
				},
			}));
			if (raises.length === 0) return;
			await untilInserted(raises, (operations) => ordinals.bulkWrite([...operations], { ordered: false }));
		},
	};
}
