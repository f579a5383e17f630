import type { ClientApplication } from '../src/applications/client-application.ts';
import { type ApplicationCommand, decide } from '../src/applications/decide.ts';
import type { DecidedEvent } from '../src/events/event.ts';
import { DEFAULT_RULES, type LifecycleRules } from '../src/lifecycle/rules.ts';
import type { CredentialUsage } from '../src/store.ts';
import { deepFreeze } from './deep-freeze.ts';
import { clientApplication, NOW, newSecret } from './samples.ts';

const RULES = { revocationMemoryMs: 86_400_000 };

/** One application that is told to do things as time passes, with a sweep that looks whenever it is due. */
export interface SampleLife {
	readonly application: ClientApplication;
	readonly now: number;
	/** What has happened since this was asked last. */
	events(): DecidedEvent[];
	/** Uses a secret now. */
	use(secretId: string, address?: string): void;
	command(command: ApplicationCommand): void;
	/** Lets time pass, and the sweep look at every instant at which something is due. */
	pass(ms: number): void;
	/** Lets time pass with nobody looking. */
	sleep(ms: number): void;
	/** How many times the sweep has looked. */
	readonly reviews: number;
}

export interface SampleLifeOptions {
	readonly rules?: Partial<LifecycleRules>;
	readonly showOnce?: boolean;
	readonly application?: Partial<ClientApplication>;
	/** How far what is known of usage lags behind. */
	readonly usageLagMs?: number;
}

export function sampleLife(options: SampleLifeOptions = {}): SampleLife {
	const { showOnce = false, usageLagMs = 0 } = options;
	const rules = { ...DEFAULT_RULES, ...options.rules };
	let application = deepFreeze(clientApplication(options.application));
	let now = NOW;
	let events: DecidedEvent[] = [];
	let made = 0;
	let reviews = 0;
	const usages = new Map<string, CredentialUsage>();

	function command(given: ApplicationCommand): void {
		const decision = deepFreeze(decide(application, given, now, RULES));
		application = decision.state;
		events.push(...decision.events);
	}

	function review(): void {
		reviews += 1;
		made += 1;
		const facts = {
			rules,
			showOnce,
			usages: [...usages.values()],
			usageKnownUntil: now - usageLagMs,
			secret: newSecret(`made-${made}`),
		};
		command({ type: 'advance', facts });
	}

	return {
		get application() {
			return application;
		},
		get now() {
			return now;
		},
		get reviews() {
			return reviews;
		},
		events() {
			const told = events;
			events = [];
			return told;
		},
		use(secretId, address = '192.0.2.1') {
			const { clientId } = application;
			const earlier = usages.get(secretId);
			usages.set(secretId, {
				clientId,
				credentialId: secretId,
				tokensIssued: (earlier?.tokensIssued ?? 0) + 1,
				firstUsedAt: earlier?.firstUsedAt ?? now,
				lastUsedAt: now,
				lastAddress: address,
			});
			command({ type: 'record_adoption', use: { credentialId: secretId, firstUsedAt: now, address } });
		},
		command,
		pass(ms) {
			const until = now + ms;
			while (application.nextDueAt !== null && application.nextDueAt <= until) {
				now = Math.max(now, application.nextDueAt);
				review();
				if (reviews > 10_000) throw new Error('the sweep never comes to rest');
			}
			now = until;
		},
		sleep(ms) {
			now += ms;
		},
	};
}
