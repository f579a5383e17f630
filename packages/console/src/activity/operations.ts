import type { Failure } from '../api/failure.ts';
import type { Parts } from '../state/parts.ts';
import { activityAsked, activityCame, activityFailed } from './transitions.ts';

export interface ActivityOperations {
	load(): Promise<void>;
	/** The entries before those that are there. */
	more(): Promise<void>;
}

export function activityOperations({ store, api }: Parts, failed: (error: unknown) => Failure): ActivityOperations {
	async function ask(how: 'anew' | 'more'): Promise<void> {
		const { flyout, domainId } = store.get();
		if (flyout === null || domainId === null) return;
		const { clientId, activity } = flyout;
		if (activity?.busy === true) return;
		const cursor = how === 'more' ? (activity?.next ?? undefined) : undefined;
		store.apply(activityAsked(clientId, how));
		try {
			store.apply(activityCame(clientId, await api().audit(domainId, clientId, cursor)));
		} catch (error) {
			store.apply(activityFailed(clientId, failed(error)));
		}
	}
	return { load: () => ask('anew'), more: () => ask('more') };
}
