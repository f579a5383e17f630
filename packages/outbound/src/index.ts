export type { LookUp } from './addresses/look-up.ts';
export { type GuardedOutbound, type GuardedOutboundOptions, guardedOutbound } from './guarded-outbound.ts';
export {
	type Outbound,
	type OutboundAnswer,
	OutboundError,
	type OutboundErrorCode,
	type OutboundRequest,
} from './port.ts';
