import type { LatchkeyPorts } from '@latchkey/core';
import { jsonLogger } from './json-logger.ts';
import { memoryThrottle } from './memory-throttle.ts';
import { systemClock } from './system-clock.ts';
import { timerScheduler } from './timer-scheduler.ts';

export { jsonLogger, type LogLevel } from './json-logger.ts';
export { addKey, createKeyFile, makeKeyCurrent, readKeyFile, removeKey } from './key-files/key-file.ts';
export { keyFileEncryption } from './key-files/key-file-encryption.ts';
export { type MemoryThrottleOptions, memoryThrottle } from './memory-throttle.ts';
export { systemClock } from './system-clock.ts';
export { timerScheduler } from './timer-scheduler.ts';

/** What one Node process gives to Latchkey; replace any by naming another after it. */
export function nodeRuntime(): Pick<LatchkeyPorts, 'clock' | 'scheduler' | 'logger' | 'throttle'> {
	return { clock: systemClock, scheduler: timerScheduler(), logger: jsonLogger(), throttle: memoryThrottle() };
}
