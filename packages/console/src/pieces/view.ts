import type { Application, Domain } from '../api/wire.ts';
import { type Allowed, allowedOn } from '../session/allowed.ts';
import type { Controller } from '../state/controller.ts';
import type { State } from '../state/state.ts';
import type { Texts } from '../texts/english.ts';

/** What a view is a function of. */
export interface View {
	readonly state: State;
	readonly run: Controller;
	readonly texts: Texts;
	/** BCP 47. */
	readonly locale: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
	/** Absolute; where integrations get their tokens. */
	readonly tokenEndpoint: string;
	/** Where a user who is signed out goes; none where absent. */
	readonly signInUrl: string | undefined;
	readonly headingLevel: number;
}

export function domainOf({ session, domainId }: State): Domain | undefined {
	return session?.domains.find((domain) => domain.domainId === domainId);
}

const NOTHING: Allowed = {
	reveal: false,
	rotate: false,
	handOver: false,
	enable: false,
	changeAddresses: false,
	audit: false,
};

export function allowedIn(state: State, application: Application): Allowed {
	const { session, list } = state;
	const domain = domainOf(state);
	if (session === null || domain === undefined) return NOTHING;
	return allowedOn({ session, domain, showOnce: list.page?.showOnce ?? false }, application);
}
