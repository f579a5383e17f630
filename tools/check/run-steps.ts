import { type Outcome, type Step, single } from './step.ts';

/** Runs the steps of each lane one after the other, and the lanes beside each other. */
export async function runSteps(lanes: readonly (readonly Step[])[], print: (text: string) => void): Promise<Outcome[]> {
	const outcomes = await Promise.all(lanes.map((lane) => runLane(lane, print)));
	return outcomes.flat();
}

async function runLane(lane: readonly Step[], print: (text: string) => void): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const step of lane) {
		const startedAt = performance.now();
		const outcome = await step.run().catch((error: unknown) => single(false, String(error)));
		const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
		const ok = outcome.failed === 0;
		print(`${ok ? '✓' : '✗'} ${step.name} (${seconds} s)`);
		if (!ok) print(outcome.output);
		outcomes.push(outcome);
	}
	return outcomes;
}
