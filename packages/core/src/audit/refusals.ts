import type { Actor } from '../actors/actor.ts';
import { LatchkeyError } from '../errors.ts';
import { userActor } from '../events/event-actor.ts';
import type { Clock, Logger, Random } from '../ports.ts';
import { randomBase62 } from '../secrets/base62.ts';
import { type Tenant, tenantIdSchema } from '../tenants/tenant.ts';
import type { AuditContent } from './entry.ts';
import { auditActor } from './from-event.ts';
import type { AuditRecorder } from './recorder.ts';
import { refusalLimit } from './refusal-limit.ts';

/** Tells the audit log of what was refused: nothing was committed, so no event does. */
export interface Refusals {
	/**
	 * The same service, whose methods (actor, domain, and often an id of what is meant) leave an entry where they refuse.
	 * Their answers neither wait for it nor fail with it.
	 */
	watch<Service extends object>(name: string, service: Service): Service;
	/** Writes out what waits, and the counts whose time is over; at the `end` all of them. Never rejects. */
	flush(end?: boolean): Promise<void>;
}

export interface RefusalsParts {
	readonly recorder: AuditRecorder;
	/** Whether the id names what is there and hidden from this actor: then to be told that it is not was a refusal. */
	readonly isHidden: (actor: Actor, tenant: Tenant, id: string | undefined) => Promise<boolean>;
	readonly isClientIdOf: (tenant: Tenant, id: string) => boolean;
	readonly clock: Clock;
	readonly random: Random;
	readonly logger: Logger;
}

interface Attempt {
	readonly tenant: Tenant;
	readonly actor: Actor;
	readonly operation: string;
	/** What was named, where something was. */
	readonly id: string | undefined;
	readonly error: LatchkeyError;
	readonly at: number;
}

interface Waiting {
	readonly tenant: Tenant;
	readonly content: AuditContent;
}

const MAX_WAITING = 1000;
const ID_LENGTH = 22;
/**
 * An id of ours that names no tenant. What a caller wrote in its place, another tenant's Client ID say, is not kept.
 */
const TARGET = /^[a-z]{2,3}_[0-9A-Za-z]{1,64}$/;

type Method = (actor: Actor, domainId: string, ...more: unknown[]) => Promise<unknown>;

export function refusals({ recorder, isHidden, isClientIdOf, clock, random, logger }: RefusalsParts): Refusals {
	const limit = refusalLimit();
	let attempts: Attempt[] = [];
	let waiting: Waiting[] = [];
	let working: Promise<void> | undefined;
	let lost = 0;

	function note(attempt: Attempt): void {
		// Nobody waits for this, so nobody is slowed down when there is too much of it.
		if (attempts.length >= MAX_WAITING) lost += 1;
		else attempts.push(attempt);
		working ??= work().finally(() => {
			working = undefined;
		});
	}

	async function work(): Promise<void> {
		while (attempts.length > 0) {
			const next = attempts;
			attempts = [];
			for (const attempt of next) await consider(attempt);
			if (!(await write())) return;
		}
	}

	async function consider(attempt: Attempt): Promise<void> {
		const { tenant, actor, operation, id, error, at } = attempt;
		try {
			const hidden = error.code === 'not_found';
			if (hidden && !(await isHidden(actor, tenant, id))) return;
			if (!limit.admits(tenant, actor, at)) return;
			const clientId = id !== undefined && isClientIdOf(tenant, id) ? id : null;
			const target = id !== undefined && TARGET.test(id) ? id : null;
			const data = { operation, code: error.code, target, privileges: error.details.privileges ?? null };
			add(tenant, { ...contentOf('access.refused', actor, at, data), clientId });
		} catch (failure) {
			logger.warn({ error: String(failure) }, 'a refused attempt could not be looked into');
		}
	}

	function contentOf(type: AuditContent['type'], actor: Actor, at: number, data: AuditContent['data']): AuditContent {
		const eventId = `ref_${randomBase62(random, ID_LENGTH)}`;
		return { eventId, type, at, actor: auditActor(userActor(actor)), clientId: null, data };
	}

	function add(tenant: Tenant, content: AuditContent): void {
		if (waiting.length >= MAX_WAITING) lost += 1;
		else waiting.push({ tenant, content });
	}

	/** Whether all that waits is written. What is not stays for the next time. */
	async function write(): Promise<boolean> {
		const batch = waiting;
		waiting = [];
		for (const [, ofTenant] of Map.groupBy(batch, ({ tenant }) => `${tenant.customerId} ${tenant.domainId}`)) {
			try {
				const [first] = ofTenant;
				if (first === undefined) continue;
				await recorder.record(
					first.tenant,
					ofTenant.map(({ content }) => content),
				);
			} catch (error) {
				logger.warn({ error: String(error) }, 'refused attempts could not be entered in the audit log yet');
				for (const { tenant, content } of ofTenant) add(tenant, content);
			}
		}
		return waiting.length === 0;
	}

	async function flush(end = false): Promise<void> {
		await working;
		for (const { tenant, actor, count, since } of limit.takeSuppressed(clock.now(), end)) {
			add(tenant, contentOf('access.refusals_suppressed', actor, clock.now(), { count, since }));
		}
		if (waiting.length > 0) await write();
		if (lost > 0) logger.warn({ lost }, 'more was refused than could be entered in the audit log');
		lost = 0;
	}

	function watched(operation: string, method: Method): Method {
		return async (actor, domainId, ...more) => {
			try {
				return await method(actor, domainId, ...more);
			} catch (error) {
				if (error instanceof LatchkeyError && REFUSALS.has(error.code) && isTenantId(domainId)) {
					const id = typeof more[0] === 'string' ? more[0] : undefined;
					const tenant = { customerId: actor.customerId, domainId };
					note({ tenant, actor, operation, id, error, at: clock.now() });
				}
				throw error;
			}
		};
	}

	return {
		watch(name, service) {
			const methods = Object.entries(service as Record<string, Method>);
			return Object.fromEntries(
				methods.map(([method, call]) => [method, watched(`${name}.${method}`, call)]),
			) as typeof service;
		},
		flush,
	};
}

const REFUSALS: ReadonlySet<string> = new Set(['forbidden', 'privilege_not_grantable', 'not_found']);

const isTenantId = (domainId: unknown): boolean => tenantIdSchema.safeParse(domainId).success;
