import { allPages } from '../applications/all-pages.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import { StoreUnavailableError } from '../errors.ts';
import { SYSTEM } from '../events/event-actor.ts';
import type { Policies } from '../policies/policies.ts';
import type { Policy } from '../policies/policy.ts';
import type { Clock, Logger } from '../ports.ts';
import { successorExpiry } from '../secrets/expiry.ts';
import type { SecretMint } from '../secrets/mint.ts';
import type { ApplicationRepository, Claim, DueWork, ProcessRepository, UsageRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { usageKnownUntil } from '../usage/reporting.ts';
import type { AdvanceFacts } from './facts.ts';
import { wantsSecret } from './schedule.ts';

/** What one step of the life cycle found and did. */
export interface LifecycleStep {
	/** Applications that were due and are so no more. */
	readonly advanced: number;
	/** Applications that could not be advanced; they are tried again when their lease is over. */
	readonly failed: number;
}

/** Makes time pass: what is due is leased, advanced by the domain's rules, and given back. */
export interface LifeCycle {
	/** Up to `limit` due applications. Fewer than that found means that nothing more was due. */
	step(claim: Omit<Claim, 'now'>): Promise<LifecycleStep>;
	/** When the next application is due; milliseconds since the epoch, null for never. */
	nextAt(): Promise<number | null>;
	/**
	 * The rules of a domain have changed: all of its applications are due. One that cannot be made so holds up no other.
	 * Rejects where the store is away.
	 */
	reviewDomain(tenant: Tenant): Promise<void>;
}

export interface LifeCycleParts {
	readonly applications: ApplicationRepository;
	readonly dueWork: DueWork;
	readonly usage: UsageRepository;
	readonly processes: ProcessRepository;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly mint: SecretMint;
	readonly clock: Clock;
	readonly logger: Logger;
}

export function lifeCycle(parts: LifeCycleParts): LifeCycle {
	const { applications, dueWork, usage, processes, writer, policies, mint, clock, logger } = parts;

	async function advance(application: ClientApplication, knownUntil: number): Promise<void> {
		const { customerId, domainId, clientId } = application;
		const tenant = { customerId, domainId };
		const policy = await policyOf(tenant);
		const { rules, showOnce } = policy;
		const facts: AdvanceFacts = {
			rules,
			showOnce,
			usages: await usage.find(tenant, [clientId]),
			usageKnownUntil: knownUntil,
		};
		const now = clock.now();
		const minted = wantsSecret(application, facts, now)
			? await mint({
					policy,
					clientId,
					createdBy: 'latchkey',
					expiresAt: successorExpiry(application.secrets, rules, now),
				})
			: undefined;
		await writer.change(tenant, clientId, SYSTEM, () => ({
			type: 'advance',
			facts: { ...facts, secret: minted?.secret },
		}));
	}

	/** Where the host shows every secret once by now, a domain of before loses what could reveal. */
	async function policyOf(tenant: Tenant): Promise<Policy> {
		const policy = await policies.ensure(tenant);
		if (!policy.showOnce || policy.dataKey === null) return policy;
		return policies.change(tenant, SYSTEM, () => ({ type: 'show_once' }));
	}

	async function tryToAdvance(application: ClientApplication, knownUntil: number): Promise<boolean> {
		try {
			await advance(application, knownUntil);
			return true;
		} catch (error) {
			const { clientId } = application;
			logger.warn({ clientId, error: String(error) }, 'an application that is due could not be advanced');
			return false;
		}
	}

	async function review(tenant: Tenant, clientId: string): Promise<void> {
		try {
			await writer.change(tenant, clientId, SYSTEM, () => ({ type: 'review' }));
		} catch (error) {
			// Tried again with all that waits; of anything else it would be in vain, and in the way of the whole domain.
			if (error instanceof StoreUnavailableError) throw error;
			logger.warn({ clientId, error: String(error) }, 'an application could not be made due by the new rules');
		}
	}

	return {
		async step(claim) {
			const now = clock.now();
			const due = await dueWork.claim({ ...claim, now });
			if (due.length === 0) return { advanced: 0, failed: 0 };
			const knownUntil = usageKnownUntil(await processes.list(), now);
			// At the same time, so that a store may commit them together.
			const outcomes = await Promise.all(due.map((application) => tryToAdvance(application, knownUntil)));
			const done = due.filter((_, index) => outcomes[index] === true);
			// What failed stays leased for a while, so that it is not tried again and again without a pause.
			await dueWork.release(
				claim.holder,
				done.map(({ customerId, domainId, clientId }) => ({ tenant: { customerId, domainId }, clientId })),
			);
			return { advanced: done.length, failed: due.length - done.length };
		},
		nextAt: () => dueWork.nextAt(),
		async reviewDomain({ customerId, domainId }) {
			const tenant = { customerId, domainId };
			for await (const page of allPages(applications, tenant)) {
				await Promise.all(page.map(({ clientId }) => review(tenant, clientId)));
			}
		},
	};
}
