import type { ApplicationRepository } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { ClientApplication } from './client-application.ts';

const PAGE = 100;

/** Every live application of the domain, newest first, by pages: those of one can be dealt with together. */
export async function* allPages(
	applications: Pick<ApplicationRepository, 'list'>,
	tenant: Tenant,
): AsyncGenerator<readonly ClientApplication[]> {
	let page: readonly ClientApplication[] = [];
	do {
		page = await applications.list(tenant, { limit: PAGE, after: page.at(-1) });
		yield page;
	} while (page.length === PAGE);
}
