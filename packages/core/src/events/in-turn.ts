import type { Decision } from './decision.ts';

/** Makes several decisions one after the other, each from the state that the one before it left. */
export function inTurn<State>(state: State, ...steps: readonly ((state: State) => Decision<State>)[]): Decision<State> {
	let decision: Decision<State> = { state, events: [] };
	for (const step of steps) {
		const { state: next, events } = step(decision.state);
		decision = { state: next, events: [...decision.events, ...events] };
	}
	return decision;
}
