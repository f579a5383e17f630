import type { Actor } from '../actors/actor.ts';
import type { Tenant } from '../tenants/tenant.ts';

/** What an actor went on to try in a domain after so much was told of it that no more is. */
export interface Suppressed {
	readonly tenant: Tenant;
	readonly actor: Actor;
	readonly count: number;
	readonly since: number;
}

/** Bounds how much of refused attempts is told, per actor and domain, in this process. */
export interface RefusalLimit {
	/** Whether this one is still to be told; otherwise it is counted. */
	admits(tenant: Tenant, actor: Actor, now: number): boolean;
	/** The counts of those whose time is over, or with `all` of everybody; each is handed out once. */
	takeSuppressed(now: number, all: boolean): Suppressed[];
}

interface Window {
	readonly tenant: Tenant;
	readonly since: number;
	/** As they were last. */
	actor: Actor;
	told: number;
	suppressed: number;
}

const WINDOW_MS = 60_000;
const TOLD_PER_WINDOW = 10;
/** Actors and domains together; more than that are not told apart in one minute, and nothing is told of them. */
const MAX_WINDOWS = 1000;

export function refusalLimit(): RefusalLimit {
	const windows = new Map<string, Window>();

	const isOver = ({ since }: Window, now: number): boolean => Math.abs(now - since) >= WINDOW_MS;

	return {
		admits(tenant, actor, now) {
			const name = `${tenant.customerId} ${tenant.domainId} ${actor.userId}`;
			let window = windows.get(name);
			if (window === undefined || (window.suppressed === 0 && isOver(window, now))) {
				windows.delete(name);
				if (windows.size >= MAX_WINDOWS) return false;
				window = { tenant, since: now, actor, told: 0, suppressed: 0 };
				windows.set(name, window);
			}
			window.actor = actor;
			if (window.told === TOLD_PER_WINDOW) {
				window.suppressed += 1;
				return false;
			}
			window.told += 1;
			return true;
		},
		takeSuppressed(now, all) {
			const taken: Suppressed[] = [];
			for (const [name, window] of windows) {
				if (!all && !isOver(window, now)) continue;
				windows.delete(name);
				const { tenant, actor, since, suppressed: count } = window;
				if (count > 0) taken.push({ tenant, actor, count, since });
			}
			return taken;
		},
	};
}
