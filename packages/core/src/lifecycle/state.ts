import type { ManagerHold } from '../applications/manager-holds.ts';

/** A rotation under way. Times are milliseconds since the epoch. */
export interface Rotation {
	readonly origin: 'schedule' | 'user' | 'integration';
	readonly startedAt: number;
	/** The secret that takes over; null while it is only offered, and minted when somebody takes the offer up. */
	readonly secretId: string | null;
	/** When what is replaced ends at the latest; of an offer, by when it should be taken up. */
	readonly deadlineAt: number;
	/** Whether the domain's rules on quiet and stalled rotations apply; not where an overlap was asked for. */
	readonly byEvidence: boolean;
	/** The secrets that were not replaced before: they are as before when the rotation is cancelled. */
	readonly replaces: readonly string[];
	/** The deadline of which it was told that it will not be met. */
	readonly stalledFor: number | null;
}

/** What an application that nobody uses was told. */
export interface IdleWarning {
	readonly action: 'disable' | 'remove';
	/** The last use that it is counted from. */
	readonly idleSince: number;
	readonly actionAt: number;
	/** The shortest notice given so far, in milliseconds before `actionAt`. */
	readonly noticeMs: number;
}

/** Where an application stands in its life cycle, beside its secrets. */
export interface LifecycleState {
	readonly rotation: Rotation | null;
	/** No scheduled rotation before this: somebody cancelled one. */
	readonly rotationPostponedUntil: number | null;
	/** When it was added or last enabled. */
	readonly activeSince: number;
	readonly idleWarning: IdleWarning | null;
	/** Set where it was the rules that disabled it, for want of use. */
	readonly idleDisabledAt: number | null;
	/** What only a manager may change, because a manager has restricted it; sorted. */
	readonly heldByManager: readonly ManagerHold[];
}

export function initialLifecycle(now: number): LifecycleState {
	return {
		rotation: null,
		rotationPostponedUntil: null,
		activeSince: now,
		idleWarning: null,
		idleDisabledAt: null,
		heldByManager: [],
	};
}
