import { allPages } from '../applications/all-pages.ts';
import type { ApplicationWriter } from '../applications/writer.ts';
import type { EventActor } from '../events/event.ts';
import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';

interface ShredParts {
	readonly applications: Pick<ApplicationRepository, 'list'>;
	readonly writer: ApplicationWriter;
}

/** Takes the sealed values out of every application of the domain, page by page. */
export async function shredSealedSecrets(
	{ applications, writer }: ShredParts,
	tenant: Tenant,
	actor: EventActor,
): Promise<void> {
	for await (const page of allPages(applications, tenant)) {
		for (const { clientId } of page) await writer.change(tenant, clientId, actor, () => ({ type: 'shred_sealed' }));
	}
}
