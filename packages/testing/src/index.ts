export { type CapturedLogger, capturedLogger, type LogLine } from './runtime/captured-logger.ts';
export { type ManualClock, manualClock } from './runtime/manual-clock.ts';
export { type ManualScheduler, manualScheduler } from './runtime/manual-scheduler.ts';
