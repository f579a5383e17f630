import { type Actor, type ClientApplicationView, type Latchkey, parseClientId, type Tenant } from '@latchkey/core';
import { operatorActor } from '../command-line/operator.ts';
import { usageFailure } from '../failure.ts';

/** The tenant that a Client ID names, which must be the one that the command line names, where it names one. */
export function tenantOf(clientId: string, customer: string | undefined, domain: string | undefined): Tenant {
	const named = parseClientId(clientId);
	if (named === undefined) {
		// Not quoted: somebody may have pasted a secret in its place.
		throw usageFailure('this is not a Client ID', 'A Client ID looks like lk.acme.phones.0123456789abcdefghijkl');
	}
	const { customerId, domainId } = named;
	if ((customer ?? customerId) !== customerId || (domain ?? domainId) !== domainId) {
		throw usageFailure(
			`this Client ID is of domain ${domainId} of customer ${customerId}, not of the one that the command line names`,
		);
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
