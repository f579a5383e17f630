/** For what mostly waits: all of it is tried at once, and whatever fails is told by its name. */
export async function atTheSameTime(tries: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
	const outcomes = await Promise.allSettled(Object.values(tries).map((attempt) => attempt()));
	const names = Object.keys(tries);
	const failures = outcomes.flatMap((outcome, index) =>
		outcome.status === 'rejected' ? [{ name: names[index], cause: outcome.reason as unknown }] : [],
	);
	const [first] = failures;
	if (first === undefined) return;
	throw new Error(`failed: ${failures.map(({ name }) => name).join(', ')}`, { cause: first.cause });
}
