import { capturedLogger, queueContract, virtualTime } from '@latchkey/testing';
import { inProcessQueue } from './in-process-queue.ts';

queueContract({
	name: 'a queue of one process',
	alone: 'nothing outside the process knows of it',
	async open() {
		const { scheduler, until, pass } = virtualTime();
		const queue = inProcessQueue({ scheduler, logger: capturedLogger() });
		return { queue, until, pass, close: () => queue.close() };
	},
});
