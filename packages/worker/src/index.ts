export { type BullQueueOptions, bullQueue } from './bull-queue.ts';
export { type InProcessQueueOptions, inProcessQueue } from './in-process-queue.ts';
export { type LatchkeyWorker, nudgeOnly, startWorker, type WorkerOptions } from './start-worker.ts';
