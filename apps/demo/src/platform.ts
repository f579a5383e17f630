import { join } from 'node:path';
import { createLatchkey, type EventListener, type Latchkey, type LatchkeyPorts, type Logger } from '@latchkey/core';
import { type GuardedOutboundOptions, guardedOutbound } from '@latchkey/outbound';
import { createKeyFile, keyFileEncryption, nodeRuntime } from '@latchkey/runtime-node';
import { bullQueue, type LatchkeyWorker, nudgeOnly, startWorker } from '@latchkey/worker';
import { openMetrics } from './metrics.ts';
import { type MongoPlace, openStore } from './store.ts';
import { PRIVILEGES } from './users.ts';

export interface OpenOptions {
	/** Where the host is reached: `http://127.0.0.1:3000`. */
	readonly baseUrl: string;
	/** Where it keeps its key-encryption key, and its data too unless MongoDB does. */
	readonly folder: string;
	readonly mongodb?: MongoPlace | undefined;
	readonly logger: Logger;
	/** Where the work is shared out; this process does it by itself where absent. */
	readonly redisUrl?: string | undefined;
	/** Where it serves metrics; nowhere where absent. */
	readonly metricsPort?: string | undefined;
	/** Anything else to stand on than the defaults. */
	readonly ports?: Partial<LatchkeyPorts>;
	/** In seconds; core's default where absent. */
	readonly tokenLifetimeSeconds?: number;
	/** Hears of every event; the log does where absent. */
	readonly onEvent?: EventListener;
}

/** Of a demo, on this very machine: a platform in earnest allows neither, and its customers' systems are public. */
const DEMO_RECEIVERS: GuardedOutboundOptions = { allow: ['127.0.0.0/8', '::1/128'], ports: 'any' };

/** Latchkey as every process of this platform opens it. */
export async function openLatchkey(options: OpenOptions): Promise<Latchkey> {
	const { baseUrl, folder, mongodb, logger, ports, tokenLifetimeSeconds, onEvent } = options;
	const metrics = await openMetrics(options.metricsPort);
	const keyFile = join(folder, 'key-encryption-keys.json');
	createKeyFile(keyFile);
	const outbound = guardedOutbound(DEMO_RECEIVERS);
	const latchkey = createLatchkey({
		...nodeRuntime(),
		logger,
		keyEncryption: keyFileEncryption(keyFile),
		outbound,
		store: ports?.store ?? (await openStore(folder, mongodb)),
		...(metrics === undefined ? {} : { meter: metrics.meter }),
		...ports,
		privileges: PRIVILEGES,
		tokens: {
			issuer: baseUrl,
			audience: `${baseUrl}/v1`,
			...(tokenLifetimeSeconds === undefined ? {} : { lifetimeSeconds: tokenLifetimeSeconds }),
		},
		...(onEvent === undefined ? {} : { onEvent }),
	});
	return {
		...latchkey,
		async close() {
			await latchkey.close();
			await outbound.close();
			await metrics?.close();
		},
	};
}

/**
 * The background work of a process that serves: its own, or where Redis shares it out, that of the worker's process.
 */
export function workOf(latchkey: Latchkey, { redisUrl, ports }: OpenOptions): LatchkeyWorker {
	const runtime = { ...nodeRuntime(), ...ports };
	if (redisUrl === undefined) return startWorker(latchkey, runtime);
	return nudgeOnly(latchkey, bullQueue({ ...runtime, redisUrl, logger: latchkey.logger, works: false }));
}
