import type { Actor } from '../actors/actor.ts';
import { allPages } from '../applications/all-pages.ts';
import { assertManages, grantIn } from '../applications/authorise.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import { LatchkeyError } from '../errors.ts';
import type { EventActor } from '../events/event.ts';
import { HOST, userActor } from '../events/event-actor.ts';
import { parseInput } from '../input.ts';
import type { ApplicationRepository, PolicyRepository } from '../store.ts';
import { type Tenant, tenantIdSchema } from '../tenants/tenant.ts';
import { type CredentialCounts, credentialsIn, NO_CREDENTIALS, sumOf } from './count.ts';
import type { RevokeOptions } from './revoke.ts';

/** How much was revoked by this call: what an earlier one had revoked is not counted again. */
export interface MassRevoked extends CredentialCounts {
	/** Client applications that had credentials. */
	readonly applications: number;
}

/**
 * After a theft: every credential of every application at once, and every token. Each can be repeated, and goes on
 * where it was cut short. Where some of it fails, the rest is done all the same, and it rejects with what failed first.
 */
export interface MassRevocation {
	/** Throws `not_found`; `forbidden` without the manage privilege. */
	revokeDomain(actor: Actor, domainId: string, options?: RevokeOptions): Promise<MassRevoked>;
	/** For the host itself: one domain, or with `domainId` absent every domain of the customer. */
	revokeCustomerAsHost(
		customerId: string,
		options?: RevokeOptions & Partial<Pick<Tenant, 'domainId'>>,
	): Promise<MassRevoked>;
}

export interface MassRevocationParts {
	readonly applications: Pick<ApplicationRepository, 'list'>;
	readonly policies: Pick<PolicyRepository, 'listDomains'>;
	readonly writer: ApplicationWriter;
}

const PAGE = 100;

export function massRevocation({ applications, policies, writer }: MassRevocationParts): MassRevocation {
	async function revokeIn(tenant: Tenant, actor: EventActor, leaked: boolean, tally: Tally): Promise<void> {
		for await (const page of allPages(applications, tenant)) {
			// Side by side: a store that is far away is waited for once for all of them.
			await Promise.all(page.map(({ clientId }) => tally.add(revokeOne(tenant, clientId, actor, leaked))));
		}
	}

	/** Resolves to how many it had of each. */
	async function revokeOne(
		tenant: Tenant,
		clientId: string,
		actor: EventActor,
		leaked: boolean,
	): Promise<CredentialCounts> {
		let had = NO_CREDENTIALS;
		try {
			await writer.change(tenant, clientId, actor, (application) => {
				had = credentialsIn(application);
				return { type: 'revoke_all', leaked };
			});
		} catch (error) {
			// Removed and purged meanwhile.
			if (!(error instanceof LatchkeyError && error.code === 'not_found')) throw error;
			return NO_CREDENTIALS;
		}
		return had;
	}

	return {
		async revokeDomain(actor, domainId, { leaked = false } = {}) {
			const { tenant, grant } = grantIn(actor, domainId);
			assertManages(grant);
			const tally = revocationTally();
			await revokeIn(tenant, userActor(actor), leaked, tally);
			return tally.result();
		},
		async revokeCustomerAsHost(customerId, { domainId, leaked = false } = {}) {
			parseInput(tenantIdSchema, customerId);
			const tally = revocationTally();
			if (domainId !== undefined) {
				await revokeIn({ customerId, domainId: parseInput(tenantIdSchema, domainId) }, HOST, leaked, tally);
				return tally.result();
			}
			let after: string | undefined;
			for (;;) {
				const page = await policies.listDomains(customerId, after, PAGE);
				for (const domain of page) await revokeIn({ customerId, domainId: domain.domainId }, HOST, leaked, tally);
				after = page.at(-1)?.domainId;
				if (page.length < PAGE) return tally.result();
			}
		},
	};
}

interface Tally {
	/** Never rejects. */
	add(revoking: Promise<CredentialCounts>): Promise<void>;
	/** Throws what failed first. */
	result(): MassRevoked;
}

function revocationTally(): Tally {
	let total: MassRevoked = { applications: 0, ...NO_CREDENTIALS };
	const failures: unknown[] = [];
	return {
		async add(revoking) {
			try {
				const had = await revoking;
				total = {
					applications: total.applications + (sumOf(had) > 0 ? 1 : 0),
					secrets: total.secrets + had.secrets,
					certificates: total.certificates + had.certificates,
					publicKeys: total.publicKeys + had.publicKeys,
				};
			} catch (error) {
				failures.push(error);
			}
		},
		result() {
			if (failures.length > 0) throw failures[0];
			return total;
		},
	};
}
