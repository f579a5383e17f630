import { capturedLogger, queueCases, virtualTime } from '@latchkey/testing';
import { expect, it } from 'vitest';
import { wrongQueues } from '../test/wrong-queues.ts';
import { inProcessQueue } from './in-process-queue.ts';

it.each(wrongQueues)('the contract fails a queue where $mistake', async ({ caught, spoil }) => {
	const cases = queueCases.filter(({ name }) => name.includes(caught));
	expect(cases, caught).toHaveLength(1);
	for (const { run } of cases) {
		const { scheduler, until, pass } = virtualTime();
		const queue = spoil(inProcessQueue({ scheduler, logger: capturedLogger() }));
		await expect(run({ queue, until, pass, close: async () => undefined })).rejects.toThrow();
	}
});
