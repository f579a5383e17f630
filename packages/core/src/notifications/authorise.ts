import type { Actor, DomainGrant } from '../actors/actor.ts';
import { assertManages, grantIn, maySee } from '../applications/authorise.ts';
import { applicationNotFound } from '../applications/writer.ts';
import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Endpoint } from './endpoint.ts';
import type { EndpointRepository } from './repositories.ts';
import { endpointNotFound } from './writer.ts';

/** Who may do what with endpoints: managers all, owners with those of their own applications. */
export interface EndpointAuthority {
	/** The endpoint, for whoever may see it: then they may do everything with it. Throws `not_found`. */
	seen(actor: Actor, domainId: string, endpointId: string): Promise<Endpoint>;
	/** Throws `forbidden` or `not_found` where they may not add one for this application; null for the whole domain. */
	assertMayAdd(actor: Actor, domainId: string, clientId: string | null): Promise<void>;
	/** Those of these that an actor who does not manage the domain may see. */
	own(actor: Actor, grant: DomainGrant, tenant: Tenant, found: readonly Endpoint[]): Promise<readonly Endpoint[]>;
}

export function endpointAuthority(
	endpoints: Pick<EndpointRepository, 'find'>,
	applications: Pick<ApplicationRepository, 'find'>,
): EndpointAuthority {
	async function maySeeApplication(actor: Actor, grant: DomainGrant, tenant: Tenant, clientId: string) {
		const application = await applications.find(tenant, clientId);
		return application !== undefined && maySee(actor, grant, application);
	}

	return {
		async seen(actor, domainId, endpointId) {
			const { tenant, grant } = grantIn(actor, domainId);
			const endpoint = await endpoints.find(tenant, endpointId);
			if (endpoint === undefined || endpoint.status === 'removed') throw endpointNotFound();
			const { clientId } = endpoint;
			if (grant.manage) return endpoint;
			if (clientId === null || !(await maySeeApplication(actor, grant, tenant, clientId))) throw endpointNotFound();
			return endpoint;
		},
		async assertMayAdd(actor, domainId, clientId) {
			const { tenant, grant } = grantIn(actor, domainId);
			if (clientId === null) assertManages(grant);
			else if (!(await maySeeApplication(actor, grant, tenant, clientId))) throw applicationNotFound();
		},
		async own(actor, grant, tenant, found) {
			const bound = found.map(({ clientId }) => clientId).filter((clientId) => clientId !== null);
			const visible = new Set<string>();
			for (const clientId of new Set(bound)) {
				if (await maySeeApplication(actor, grant, tenant, clientId)) visible.add(clientId);
			}
			return found.filter(({ clientId }) => clientId !== null && visible.has(clientId));
		},
	};
}
