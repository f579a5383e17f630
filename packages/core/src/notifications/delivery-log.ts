import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { grantIn } from '../applications/authorise.ts';
import { LatchkeyError } from '../errors.ts';
import { invalidInput, parseInput } from '../input.ts';
import { cursorsOf, pageSchema } from '../paging.ts';
import type { Clock } from '../ports.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { EndpointAuthority } from './authorise.ts';
import type { Delivery, DeliveryStatus } from './delivery.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { DeliveryQuery, DeliveryRepository, EndpointRepository } from './repositories.ts';
import { assertNotDisabled } from './status.ts';
import { type DeliveryView, deliveryView } from './view.ts';

const MAX_REPLAYED_BY_ID = 100;
/** Found and made pending at once: it keeps the thread free for requests. */
const REPLAY_BATCH = 200;

export const listDeliveriesSchema = z.strictObject({
	...pageSchema.shape,
	status: z.enum(['pending', 'held', 'delivered', 'failed']).optional(),
});
export type ListDeliveriesInput = z.input<typeof listDeliveriesSchema>;

const positionSchema = z.object({ ordinal: z.int() });

/** Each endpoint has a list of its own. */
const deliveryCursors = (endpointId: string) => cursorsOf(`deliveries of ${endpointId}`, positionSchema);

export interface DeliveryPage {
	/** Newest first. */
	readonly items: readonly DeliveryView[];
	/** What to pass as `cursor` for the page after; null at the end. */
	readonly next: string | null;
}

export const replaySchema = z.strictObject({
	/** Up to 100 events, whatever became of them. */
	eventIds: z.array(z.string().max(100)).min(1).max(MAX_REPLAYED_BY_ID).optional(),
	/** What came from this time on; milliseconds since the epoch. */
	from: z.int().optional(),
	/** And before this one; until now where absent. */
	to: z.int().optional(),
	/** Of a span: also what was delivered. False where absent. */
	includeDelivered: z.boolean().optional(),
});
export type ReplayInput = z.input<typeof replaySchema>;

/** What was sent to an endpoint, and is to be sent again. Every call may throw `not_found`. */
export interface DeliveryLog {
	deliveries(actor: Actor, domainId: string, endpointId: string, input?: ListDeliveriesInput): Promise<DeliveryPage>;
	delivery(actor: Actor, domainId: string, endpointId: string, deliveryId: string): Promise<DeliveryView>;
	/** Sends one again, whatever became of it. Throws also `endpoint_disabled`. */
	replayDelivery(actor: Actor, domainId: string, endpointId: string, deliveryId: string): Promise<DeliveryView>;
	/** Sends events again, by their ids or by when they came; resolves to how many. Throws also `endpoint_disabled`. */
	replay(actor: Actor, domainId: string, endpointId: string, input: ReplayInput): Promise<number>;
}

export interface DeliveryLogParts {
	readonly endpoints: Pick<EndpointRepository, 'wake'>;
	readonly deliveries: DeliveryRepository;
	readonly authority: EndpointAuthority;
	readonly clock: Clock;
	/** Told when there is something to send. */
	readonly onDue: () => void;
}

export function deliveryLog({ endpoints, deliveries, authority, clock, onDue }: DeliveryLogParts): DeliveryLog {
	async function found(tenant: Tenant, endpointId: string, deliveryId: string): Promise<Delivery> {
		const delivery = await deliveries.find(tenant, endpointId, deliveryId);
		if (delivery === undefined) throw new LatchkeyError('not_found', 'there is no such delivery');
		return delivery;
	}

	/**
	 * Wakes the endpoint ahead, so that what was made pending is sent also where this process dies right after; and at
	 * the end, since by then somebody may have looked and found nothing, whatever was replayed: an earlier call may have
	 * died.
	 */
	async function waking<Result>(tenant: Tenant, endpointId: string, replay: () => Promise<Result>): Promise<Result> {
		const wake = (): Promise<void> => endpoints.wake(tenant, [endpointId], clock.now());
		await wake();
		const result = await replay();
		await wake();
		onDue();
		return result;
	}

	async function replaySpan(tenant: Tenant, endpointId: string, query: Omit<DeliveryQuery, 'limit'>): Promise<number> {
		let replayed = 0;
		let before: number | undefined;
		for (;;) {
			const page = await deliveries.list(tenant, endpointId, { ...query, limit: REPLAY_BATCH, before });
			const ids = page.map(({ deliveryId }) => deliveryId);
			if (ids.length > 0) replayed += await deliveries.replay(tenant, endpointId, ids);
			before = page.at(-1)?.ordinal;
			if (page.length < REPLAY_BATCH) return replayed;
		}
	}

	return {
		async deliveries(actor, domainId, endpointId, input = {}) {
			const { tenant } = grantIn(actor, domainId);
			const { limit, cursor, status } = parseInput(listDeliveriesSchema, input);
			await authority.seen(actor, domainId, endpointId);
			const cursors = deliveryCursors(endpointId);
			const before = cursors.after(cursor, tenant)?.ordinal;
			const statuses = status === undefined ? undefined : [status];
			const page = await deliveries.list(tenant, endpointId, { limit, before, statuses });
			return { items: page.map(deliveryView), next: cursors.next(page, limit, tenant) };
		},
		async delivery(actor, domainId, endpointId, deliveryId) {
			const { tenant } = grantIn(actor, domainId);
			await authority.seen(actor, domainId, endpointId);
			return deliveryView(await found(tenant, endpointId, deliveryId));
		},
		async replayDelivery(actor, domainId, endpointId, deliveryId) {
			const { tenant } = grantIn(actor, domainId);
			assertNotDisabled(await authority.seen(actor, domainId, endpointId));
			await found(tenant, endpointId, deliveryId);
			await waking(tenant, endpointId, () => deliveries.replay(tenant, endpointId, [deliveryId]));
			return deliveryView(await found(tenant, endpointId, deliveryId));
		},
		async replay(actor, domainId, endpointId, input) {
			const { tenant } = grantIn(actor, domainId);
			const { eventIds, from, to, includeDelivered } = parseInput(replaySchema, input);
			if ((eventIds === undefined) === (from === undefined)) {
				throw invalidInput([{ path: [], message: 'give either eventIds or from' }]);
			}
			assertNotDisabled(await authority.seen(actor, domainId, endpointId));
			const kept: readonly DeliveryStatus[] = ['pending', 'held', 'failed'];
			const statuses = includeDelivered === true ? [...kept, 'delivered' as const] : kept;
			return await waking(tenant, endpointId, () =>
				eventIds === undefined
					? replaySpan(tenant, endpointId, { statuses, createdFrom: from, createdBefore: to ?? clock.now() + 1 })
					: deliveries.replay(
							tenant,
							endpointId,
							eventIds.map((eventId) => deliveryIdOf(endpointId, eventId)),
						),
			);
		},
	};
}
