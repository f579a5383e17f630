import type { LatchkeyEvent, Store } from '@latchkey/core';

/** The same store, which says of every commit which events it was of, as soon as they are there. */
export function tellingCommits(real: Store, tell: (events: readonly LatchkeyEvent[]) => void): Store {
	async function told<Result>(commit: Promise<Result>, events: readonly LatchkeyEvent[]): Promise<Result> {
		const result = await commit;
		if (result === 'done') tell(events);
		return result;
	}

	const { applications, policies, endpoints } = real;
	return {
		...real,
		applications: {
			...applications,
			insert: (application, events) => told(applications.insert(application, events), events),
			update: (tenant, clientId, revision, changes, events) =>
				told(applications.update(tenant, clientId, revision, changes, events), events),
		},
		policies: {
			...policies,
			update: (tenant, revision, changes, events) => told(policies.update(tenant, revision, changes, events), events),
		},
		endpoints: {
			...endpoints,
			insert: (endpoint, events) => told(endpoints.insert(endpoint, events), events),
			update: (tenant, endpointId, revision, changes, events) =>
				told(endpoints.update(tenant, endpointId, revision, changes, events), events),
		},
	};
}
