/** A pure step from one state to the next. */
export type Transition<State> = (state: State) => State;

/** The one place that holds what the page shows. */
export interface Store<State> {
	get(): State;
	apply(transition: Transition<State>): void;
}

/** `onChange` hears of every state that differs from the one before. */
export function createStore<State>(initial: State, onChange: () => void): Store<State> {
	let current = initial;
	return {
		get: () => current,
		apply(transition) {
			const next = transition(current);
			if (next === current) return;
			current = next;
			onChange();
		},
	};
}
