/** A number of places, taken by whoever finds one free. */
export interface Room {
	/** Takes a place, and says how it is given back, once; undefined where none is free. */
	take(): (() => void) | undefined;
	readonly full: boolean;
}

export function room(places: number): Room {
	let free = places;
	return {
		take() {
			if (free === 0) return undefined;
			free -= 1;
			return () => {
				free += 1;
			};
		},
		get full() {
			return free === 0;
		},
	};
}
