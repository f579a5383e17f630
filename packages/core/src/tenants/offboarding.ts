import type { ApplicationWriter } from '../applications/writer.ts';
import { HOST } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Policies } from '../policies/policies.ts';
import type { ApplicationRepository, PolicyRepository, Store } from '../store.ts';
import { type Tenant, tenantIdSchema } from './tenant.ts';

/** For the host itself, without an actor: a domain or a customer leaves. */
export interface Offboarding {
	/**
	 * Removes every application of the domain and kills their tokens, removes its endpoints with all that was sent to
	 * them, and destroys the domain's data keys; resolves to how many applications were removed. Nothing can be added to
	 * the domain afterwards. Can be repeated.
	 */
	removeDomain(tenant: Tenant): Promise<number>;
	/** Removes every domain of the customer, and destroys the keys of its certificate authorities. Can be repeated. */
	removeCustomer(customerId: string): Promise<number>;
}

export interface OffboardingParts {
	readonly applications: ApplicationRepository;
	readonly policyRepository: PolicyRepository;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly certificateAuthorities: Pick<Store['certificateAuthorities'], 'remove'>;
	readonly revokedCertificates: Pick<Store['revokedCertificates'], 'remove'>;
	readonly notifications: Pick<Notifications, 'removeEndpoints' | 'removeDeliveries'>;
}

const PAGE = 100;

export function offboarding(parts: OffboardingParts): Offboarding {
	const { applications, policyRepository, writer, policies, notifications } = parts;

	async function removeDomain({ customerId, domainId }: Tenant): Promise<number> {
		const tenant = {
			customerId: parseInput(tenantIdSchema, customerId),
			domainId: parseInput(tenantIdSchema, domainId),
		};
		// First the tombstone, so that an add that comes in between sees it or is seen here.
		await policies.change(tenant, HOST, () => ({ type: 'remove' }));
		await notifications.removeEndpoints(tenant, HOST);
		const removed = await removeApplications(tenant);
		await notifications.removeDeliveries(tenant);
		return removed;
	}

	async function removeApplications(tenant: Tenant): Promise<number> {
		let removed = 0;
		for (;;) {
			const page = await applications.list(tenant, { limit: PAGE });
			if (page.length === 0) return removed;
			for (const { clientId } of page) {
				await writer.change(tenant, clientId, HOST, () => ({ type: 'remove' }));
				removed += 1;
			}
		}
	}

	return {
		removeDomain,
		async removeCustomer(customerId) {
			parseInput(tenantIdSchema, customerId);
			let removed = 0;
			let after: string | undefined;
			for (;;) {
				const page = await policyRepository.listDomains(customerId, after, PAGE);
				for (const domain of page) removed += await removeDomain(domain);
				after = page.at(-1)?.domainId;
				if (page.length < PAGE) break;
			}
			await parts.certificateAuthorities.remove(customerId);
			await parts.revokedCertificates.remove(customerId);
			return removed;
		},
	};
}
