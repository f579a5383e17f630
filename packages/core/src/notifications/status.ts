import { LatchkeyError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';

/** Nothing is sent to it: what was to be sent would only wait for a replay. */
export function assertNotDisabled({ status }: Endpoint): void {
	if (status === 'disabled') throw new LatchkeyError('endpoint_disabled', 'this endpoint is disabled; enable it first');
}
