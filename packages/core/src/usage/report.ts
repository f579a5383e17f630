import { z } from 'zod';
import type { Actor } from '../actors/actor.ts';
import { assertManages, grantIn } from '../applications/authorise.ts';
import type { ClientApplication } from '../applications/client-application.ts';
import { certificateWorks } from '../certificates/client-certificate.ts';
import { parseInput } from '../input.ts';
import { cursorsOf, pageSchema } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { secretWorks } from '../secrets/client-secret.ts';
import type { ApplicationRepository, CredentialUsage, UsageRepository } from '../store.ts';
import { type Tenant, tenantIdSchema } from '../tenants/tenant.ts';

/** What is known of the use of one credential, also of one that has ended. Times are milliseconds since the epoch. */
export interface CredentialUse {
	readonly clientId: string;
	/** Of the application, as they are now. */
	readonly name: string;
	readonly ownerId: string;
	readonly credentialId: string;
	/** The last four characters of a secret; null of one that has ended, and of any other credential. */
	readonly hint: string | null;
	readonly works: boolean;
	readonly tokensIssued: number;
	readonly firstUsedAt: number | null;
	readonly lastUsedAt: number | null;
	readonly lastAddress: string | null;
}

export interface UsePage extends Tenant {
	/** Application by application, newest first; of each its credentials in order of their last use, unused ones last. */
	readonly items: readonly CredentialUse[];
	/** What to pass as `cursor` for the page after; null at the end. */
	readonly next: string | null;
}

/** Its limit is one of applications. */
export type UsePageInput = z.input<typeof pageSchema>;

const cursors = cursorsOf('use', z.object({ createdAt: z.int(), clientId: z.string().max(200) }));

/** Who used what, and when: every credential that a live application of a domain has, or was seen to use. */
export interface UseReport {
	/** Throws `not_found`; `forbidden` without the manage privilege. */
	page(actor: Actor, domainId: string, input?: UsePageInput): Promise<UsePage>;
	/** For the host itself. */
	pageAsHost(tenant: Tenant, input?: UsePageInput): Promise<UsePage>;
}

export interface UseReportParts {
	readonly applications: Pick<ApplicationRepository, 'list'>;
	readonly usage: Pick<UsageRepository, 'find'>;
	readonly clock: Clock;
}

export function useReport({ applications, usage, clock }: UseReportParts): UseReport {
	async function pageOf({ customerId, domainId }: Tenant, input: UsePageInput): Promise<UsePage> {
		const tenant = { customerId, domainId };
		const { limit, cursor } = parseInput(pageSchema, input);
		const found = await applications.list(tenant, { limit, after: cursors.after(cursor, tenant) });
		const usages = await usage.find(
			tenant,
			found.map(({ clientId }) => clientId),
		);
		const byApplication = Map.groupBy(usages, ({ clientId }) => clientId);
		const now = clock.now();
		return {
			...tenant,
			items: found.flatMap((application) => usesOf(application, byApplication.get(application.clientId) ?? [], now)),
			next: cursors.next(found, limit, tenant),
		};
	}

	return {
		async page(actor, domainId, input = {}) {
			const { tenant, grant } = grantIn(actor, domainId);
			assertManages(grant);
			return pageOf(tenant, input);
		},
		pageAsHost: async ({ customerId, domainId }, input = {}) =>
			pageOf(
				{ customerId: parseInput(tenantIdSchema, customerId), domainId: parseInput(tenantIdSchema, domainId) },
				input,
			),
	};
}

function usesOf(application: ClientApplication, usages: readonly CredentialUsage[], now: number): CredentialUse[] {
	const { clientId, name, ownerId } = application;
	const working = application.secrets.filter((secret) => secretWorks(secret, now));
	const valid = application.certificates.filter((certificate) => certificateWorks(certificate, now));
	const workingIds = [
		...working.map(({ secretId }) => secretId),
		...valid.map(({ certificateId }) => certificateId),
		...[...application.publicKeys, application.keySet].flatMap((key) => key?.keyId ?? []),
	];
	const ids = [...workingIds, ...usages.map(({ credentialId }) => credentialId)];
	return [...new Set(ids)]
		.map((credentialId) => {
			const secret = working.find((candidate) => candidate.secretId === credentialId);
			const use = usages.find((candidate) => candidate.credentialId === credentialId);
			return {
				...{ clientId, name, ownerId, credentialId },
				hint: secret?.hint ?? null,
				works: workingIds.includes(credentialId) && application.status === 'enabled',
				tokensIssued: use?.tokensIssued ?? 0,
				firstUsedAt: use?.firstUsedAt ?? null,
				lastUsedAt: use?.lastUsedAt ?? null,
				lastAddress: use?.lastAddress ?? null,
			};
		})
		.sort((a, b) => (b.lastUsedAt ?? 0) - (a.lastUsedAt ?? 0));
}
