import type { Failure } from '../api/failure.ts';
import type { Endpoint } from '../api/wire.ts';
import type { Parts } from '../state/parts.ts';
import {
	deliveriesCame,
	endpointsCame,
	notificationsBusy,
	notificationsFailed,
	signingSecretCame,
	signingSecretGone,
} from './transitions.ts';

/** So long a signing secret stays on the page at most. */
const SECRET_MS = 120_000;

export interface NotificationsOperations {
	load(): Promise<void>;
	/** The endpoint that was typed; its signing secret is shown once. */
	add(): Promise<void>;
	/** Pauses, takes up again. */
	setStatus(endpoint: Endpoint, status: 'enabled' | 'paused'): Promise<void>;
	remove(endpointId: string): Promise<void>;
	/** A new signing secret; the earlier one signs beside it for a day. */
	rotate(endpointId: string): Promise<void>;
	test(endpointId: string): Promise<void>;
	/** What was sent to it, newest first. */
	openDeliveries(endpointId: string): Promise<void>;
	moreDeliveries(): Promise<void>;
	replay(endpointId: string, deliveryId: string): Promise<void>;
}

export interface NotificationsContext {
	readonly failed: (error: unknown) => Failure;
	readonly notice: (text: string) => void;
}

export function notificationsOperations(
	{ store, api, texts, after }: Parts,
	{ failed, notice }: NotificationsContext,
): NotificationsOperations {
	let stopClearing = (): void => undefined;

	/** Runs one call at a time, and says in words where it fails. */
	async function run(call: (domainId: string, clientId: string) => Promise<void>): Promise<void> {
		const { flyout, domainId } = store.get();
		if (flyout === null || domainId === null || flyout.notifications.busy) return;
		const { clientId } = flyout;
		store.apply(notificationsBusy(clientId));
		try {
			await call(domainId, clientId);
		} catch (error) {
			store.apply(notificationsFailed(clientId, failed(error)));
		}
	}

	async function reload(domainId: string, clientId: string): Promise<void> {
		store.apply(endpointsCame(clientId, (await api().endpoints(domainId)).items));
	}

	function showSecret(clientId: string, endpointId: string, text: string): void {
		store.apply(signingSecretCame(clientId, endpointId, text));
		stopClearing();
		stopClearing = after(SECRET_MS, () => store.apply(signingSecretGone));
	}

	async function deliveries(domainId: string, clientId: string, endpointId: string, more: boolean): Promise<void> {
		const opened = store.get().flyout?.notifications.opened;
		const earlier = more && opened?.endpointId === endpointId ? opened : undefined;
		const page = await api().deliveries(domainId, endpointId, earlier?.next ?? undefined);
		store.apply(deliveriesCame(clientId, endpointId, page, earlier?.deliveries ?? []));
	}

	return {
		load: () => run(reload),
		add: () =>
			run(async (domainId, clientId) => {
				const adding = store.get().flyout?.notifications.adding;
				if (adding == null) return;
				const input = { url: adding.url.trim(), clientId: adding.wholeDomain ? null : clientId };
				const { endpointId, signingSecret } = await api().addEndpoint(domainId, input);
				showSecret(clientId, endpointId, signingSecret);
				await reload(domainId, clientId);
			}),
		setStatus: ({ endpointId }, status) =>
			run(async (domainId, clientId) => {
				await api().changeEndpoint(domainId, endpointId, { status });
				await reload(domainId, clientId);
			}),
		remove: (endpointId) =>
			run(async (domainId, clientId) => {
				await api().removeEndpoint(domainId, endpointId);
				notice(texts().notifications.removed);
				await reload(domainId, clientId);
			}),
		rotate: (endpointId) =>
			run(async (domainId, clientId) => {
				showSecret(clientId, endpointId, (await api().rotateSigningSecret(domainId, endpointId)).signingSecret);
				await reload(domainId, clientId);
			}),
		test: (endpointId) =>
			run(async (domainId, clientId) => {
				await api().testEndpoint(domainId, endpointId);
				notice(texts().notifications.tested);
				await deliveries(domainId, clientId, endpointId, false);
			}),
		openDeliveries: (endpointId) => run((domainId, clientId) => deliveries(domainId, clientId, endpointId, false)),
		moreDeliveries: () =>
			run(async (domainId, clientId) => {
				const opened = store.get().flyout?.notifications.opened;
				if (opened != null) await deliveries(domainId, clientId, opened.endpointId, true);
			}),
		replay: (endpointId, deliveryId) =>
			run(async (domainId, clientId) => {
				await api().replayDelivery(domainId, endpointId, deliveryId);
				notice(texts().notifications.replayed);
				await deliveries(domainId, clientId, endpointId, false);
			}),
	};
}
