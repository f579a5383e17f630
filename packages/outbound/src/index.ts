export type { LookUp } from './addresses/look-up.ts';
export { type GuardedOutbound, type GuardedOutboundOptions, guardedOutbound } from './guarded-outbound.ts';
