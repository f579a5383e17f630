import { DEFAULT_RULES, type LifecycleRules } from '@latchkey/core';
import type { Seeded } from '../support/seeded.ts';
import type { HostProcess } from './host-process.ts';
import { ADMIN, DOMAIN, type Integration } from './integration.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One thing that an administrator does now and then: changes rules or names, or rotates by hand. */
export function administer(
	{ latchkey }: HostProcess,
	integrations: readonly Integration[],
	random: Seeded,
): Promise<unknown> {
	const { clientId } = random.pick(integrations);
	switch (random.below(3)) {
		case 0:
			return latchkey.policies.set(ADMIN, DOMAIN, { showOnce: random.below(3) === 0, ...rulesOf(random) });
		case 1:
			return latchkey.secrets.add(ADMIN, DOMAIN, clientId, {});
		default:
			return latchkey.applications.change(ADMIN, DOMAIN, clientId, { name: `Name ${random.below(5)}` });
	}
}

/** Rules by which much happens in three weeks, and by which a diligent integration has time to keep up. */
export function rulesOf(random: Seeded): LifecycleRules {
	return {
		...DEFAULT_RULES,
		maxLifetimeMs: random.pick([null, 10 * DAY]),
		rotateEveryMs: random.pick([4 * DAY, 5 * DAY]),
		overlapMs: random.pick([2 * DAY, 3 * DAY]),
		maxOverlapMs: 4 * DAY,
		retireWhenQuiet: random.below(4) > 0,
		quietMs: random.pick([6 * HOUR, 12 * HOUR]),
		extendStalled: random.below(2) === 0,
		noticesMs: [2 * DAY, 12 * HOUR],
	};
}
