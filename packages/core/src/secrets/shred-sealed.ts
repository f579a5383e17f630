import type { ApplicationWriter } from '../applications/writer.ts';
import type { EventActor } from '../events/event.ts';
import type { ApplicationRepository, ListPosition } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';

interface ShredParts {
	readonly applications: Pick<ApplicationRepository, 'list'>;
	readonly writer: ApplicationWriter;
}

const PAGE = 100;

/** Takes the sealed values out of every application of the domain, page by page. */
export async function shredSealedSecrets(
	{ applications, writer }: ShredParts,
	tenant: Tenant,
	actor: EventActor,
): Promise<void> {
	let after: ListPosition | undefined;
	for (;;) {
		const page = await applications.list(tenant, { limit: PAGE, after });
		for (const { clientId } of page) await writer.change(tenant, clientId, actor, () => ({ type: 'shred_sealed' }));
		after = page.at(-1);
		if (page.length < PAGE) return;
	}
}
