import { Queue, Worker } from 'bullmq';
import { Agent } from 'undici';
import { type Contender, post } from './contenders.ts';
import type { Message } from './messages.ts';

const BATCH = 500;
/** So many are kept, with what became of them, as a log of the last ones. */
const KEPT = 10_000;
const TRIES = 8;
const QUEUE = 'notifications';

/** A job for each notification, which signs and posts: as most people would do it. */
export function plainBullMq(url: string, redisUrl: string, concurrency: number): Contender {
	const { hostname: host, port } = new URL(redisUrl);
	const connection = { host, port: Number(port), maxRetriesPerRequest: null };
	const agent = new Agent();
	const queue = new Queue<Message>(QUEUE, {
		connection,
		defaultJobOptions: {
			attempts: TRIES,
			backoff: { type: 'exponential', delay: 5000 },
			removeOnComplete: { count: KEPT },
		},
	});
	const worker = new Worker<Message>(
		QUEUE,
		async ({ data }) => {
			const startedAt = Date.now();
			const status = await post(agent, url, data);
			return { at: startedAt, durationMs: Date.now() - startedAt, status };
		},
		{ connection, concurrency },
	);
	return {
		name: 'plain BullMQ',
		async deliver(messages) {
			let left = messages.length;
			const { promise, resolve, reject } = Promise.withResolvers<void>();
			const onCompleted = (): void => {
				left -= 1;
				if (left === 0) resolve();
			};
			worker.on('completed', onCompleted).on('failed', (_job, error) => reject(error));
			for (let start = 0; start < messages.length; start += BATCH) {
				await queue.addBulk(messages.slice(start, start + BATCH).map((data) => ({ name: data.event.type, data })));
			}
			await promise;
			worker.off('completed', onCompleted);
		},
		async close() {
			await worker.close();
			await queue.close();
			await agent.close();
		},
	};
}
