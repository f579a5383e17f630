/** Of several rounds: the middle one, and how far the others were from it. */
export interface Spread {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}
export declare function spread(values: readonly number[]): Spread;
