/** What must be done in order: each when the one before it is done. */
export type Chain<Item> = readonly Item[];

/** Lets one more begin, and says what to do when it is done; undefined where none may, with so many under way. */
export type Admit = (underWay: number) => (() => void) | undefined;

/**
 * Works through chains side by side, as far as it is admitted; asks again whenever something is done. Chains take
 * turns. Resolves when nothing is under way and nothing is admitted; rejects then where an item did, and begins no
 * other after it.
 */
export function workInWindow<Item>(
	chains: readonly Chain<Item>[],
	admit: Admit,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const ready = chains.filter((chain) => chain.length > 0);
	let underWay = 0;
	let failure: { readonly error: unknown } | undefined;
	return new Promise((resolve, reject) => {
		async function begin([item, ...rest]: Chain<Item>, leave: () => void): Promise<void> {
			underWay += 1;
			try {
				if (item !== undefined) await work(item);
			} catch (error) {
				failure ??= { error };
			}
			underWay -= 1;
			leave();
			if (rest.length > 0) ready.push(rest);
			goOn();
		}

		function goOn(): void {
			while (failure === undefined && ready.length > 0) {
				const leave = admit(underWay);
				if (leave === undefined) break;
				void begin(ready.shift() ?? [], leave);
			}
			if (underWay > 0) return;
			if (failure === undefined) resolve();
			else reject(failure.error);
		}

		goOn();
	});
}
