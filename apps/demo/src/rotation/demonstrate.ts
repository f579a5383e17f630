import type { LatchkeyEvent } from '@latchkey/core';
import type { Time } from './fast-time.ts';
import { type InstanceOptions, runInstance } from './integration.ts';
import type { PlatformApi } from './platform-api.ts';
import { emptyTally, type Tally } from './tally.ts';
import { duration, type Tell } from './timeline.ts';

const MINUTE = 60;
/** In seconds. */
const POLICY = {
	showOnce: false,
	rotateEvery: 16 * MINUTE,
	overlap: 15 * MINUTE,
	maxOverlap: 15 * MINUTE,
	quietPeriod: 6 * MINUTE,
};
const ASK_EVERY_MS = { first: 60_000, second: 390_000 };
/** How long nothing may come of it, in milliseconds: longer than the overlap of a rotation that began late. */
const PATIENCE_MS = 40 * 60_000;

export interface DemonstrationOptions extends Time {
	readonly api: PlatformApi;
	readonly tell: Tell;
}

/** A rotation from its offer to the end of the old secret, under traffic that does not stop. */
export interface Demonstration {
	/** What the platform relays goes in here. */
	readonly hear: (event: LatchkeyEvent) => void;
	run(): Promise<Tally>;
}

type EventOf<Type extends LatchkeyEvent['type']> = Extract<LatchkeyEvent, { readonly type: Type }>;

export function demonstration({ api, tell, clock, scheduler }: DemonstrationOptions): Demonstration {
	const tally = emptyTally();
	const old = { secretId: '' };
	let endsAt = Number.POSITIVE_INFINITY;
	let retiredAt: number | undefined;

	function offered({ data: { deadlineAt } }: EventOf<'client_secret.rotation_offered'>): void {
		endsAt = deadlineAt;
		tell('offered', `a new secret waits; the old one works for ${duration(deadlineAt - clock.now())} more at the most`);
	}

	function retired({ occurredAt }: EventOf<'client_secret.rotated'>): void {
		retiredAt = occurredAt;
		if (occurredAt >= endsAt) {
			tally.failures.push('the old secret ended by its deadline, not because it was left');
			return;
		}
		tell('retired', `nobody uses the old secret: it ends ${duration(endsAt - occurredAt)} before its overlap would`);
	}

	async function untilRetired(): Promise<void> {
		const patientUntil = clock.now() + PATIENCE_MS;
		while (retiredAt === undefined && clock.now() < patientUntil) await scheduler.delay(1000);
		if (retiredAt === undefined) tally.failures.push(`the old secret works after ${duration(PATIENCE_MS)}`);
	}

	return {
		hear(event) {
			if (event.type === 'client_secret.rotation_offered') offered(event);
			if (event.type === 'client_secret.adopted' && event.data.secretId !== old.secretId)
				tell('adopted', 'the new secret was used for the first time');
			if (event.type === 'client_secret.rotated' && event.data.secretId === old.secretId) retired(event);
		},
		async run() {
			await api.setPolicy(POLICY);
			const [every, quiet] = [POLICY.rotateEvery * 1000, POLICY.quietPeriod * 1000].map(duration);
			tell('policy', `secrets are rotated every ${every}; an old one ends when nobody has used it for ${quiet}`);
			const secret = await api.addApplication('An integration that rotates itself');
			old.secretId = secret.secretId;
			tell('added', `application ${secret.clientId}, of which two instances run`);
			const start = (name: 'first' | 'second') => {
				const onTakenUp: InstanceOptions['onTakenUp'] = () =>
					tell('taken up', `by the ${name} instance, which asks every ${duration(ASK_EVERY_MS[name])}`);
				return runInstance({ api, secret, clock, scheduler, askEveryMs: ASK_EVERY_MS[name], tally, onTakenUp });
			};
			const instances = [start('first'), start('second')];
			await untilRetired();
			const stillWorks = await api.token(secret.oauthCredentials).then(
				() => true,
				() => false,
			);
			if (stillWorks) tally.failures.push('the old secret still earns tokens');
			else tell('refused', 'the old secret earns no tokens');
			await Promise.all(instances.map((instance) => instance.stop()));
			return tally;
		},
	};
}
