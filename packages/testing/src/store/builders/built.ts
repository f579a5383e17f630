/** When everything that is built here was made, unless told otherwise; milliseconds since the epoch. */
export const BUILT_AT = Date.UTC(2026, 0, 1);

export const YEAR_MS = 365 * 86_400_000;

let built = 0;

/** Different at every call in this process, and of the same length. */
export function unique(): string {
	built += 1;
	return String(built).padStart(22, '0');
}

/** In the order in which things are built, so that a store may sort by time. */
export function inTurn(): number {
	return BUILT_AT + built;
}
