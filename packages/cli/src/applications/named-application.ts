import type { Actor, ClientApplicationView, Latchkey, Tenant } from '@latchkey/core';
import { operatorActor } from '../command-line/operator.ts';
import { usageFailure } from '../failure.ts';

const CLIENT_ID = /^[A-Za-z0-9_-]{1,16}\.([A-Za-z0-9_-]{1,64})\.([A-Za-z0-9_-]{1,64})\.[0-9A-Za-z]{22}$/;

/** The tenant that a Client ID names, which must be the one that the command line names, where it names one. */
export function tenantOf(clientId: string, customer: string | undefined, domain: string | undefined): Tenant {
	const [, customerId, domainId] = CLIENT_ID.exec(clientId) ?? [];
	if (customerId === undefined || domainId === undefined) {
		// Not quoted: somebody may have pasted a secret in its place.
		throw usageFailure('this is no Client ID', 'A Client ID looks like lk.acme.phones.0123456789abcdefghijkl');
	}
	if ((customer ?? customerId) !== customerId || (domain ?? domainId) !== domainId) {
		throw usageFailure(`this Client ID is of domain ${domainId} of customer ${customerId}, not of the one named`);
	}
	return { customerId, domainId };
}

/** The application, and an operator who may grant all that it holds. */
export async function readAsOperator(
	latchkey: Latchkey,
	as: string | undefined,
	tenant: Tenant,
	clientId: string,
): Promise<{ actor: Actor; application: ClientApplicationView }> {
	const application = await latchkey.applications.get(operatorActor(as, tenant, []), tenant.domainId, clientId);
	return { actor: operatorActor(as, tenant, application.privileges), application };
}
