import type { Clock } from '@latchkey/core';

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
