import type { Endpoint } from '../src/notifications/endpoint.ts';
import { NOW } from './samples.ts';

/** As an add makes it: of the whole domain, for every type of event. */
export function endpoint(fields: Partial<Endpoint> = {}): Endpoint {
	return {
		customerId: 'acme',
		domainId: 'phones',
		endpointId: 'ep_0000000000000000000001',
		clientId: null,
		slot: '0000000',
		url: 'https://emm.example/hooks?key=abc',
		description: '',
		eventTypes: null,
		status: 'enabled',
		disabledReason: null,
		signingSecrets: [{ secretId: 'whs_first', sealed: 'sealed-first', createdAt: NOW, endsAt: null }],
		failingSince: null,
		nextAttemptAt: null,
		wakeups: 0,
		revision: 1,
		createdAt: NOW,
		createdBy: 'ada',
		updatedAt: NOW,
		removedAt: null,
		...fields,
	};
}
