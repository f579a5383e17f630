import { DAY_MS } from './durations.ts';
import type { EventListener } from './events/relay.ts';
import { parseInput } from './input.ts';
import type { LeakReportKeys } from './leaks/report-signature.ts';
import {
	assertRules,
	DEFAULT_RULES,
	effectiveRules,
	type LifecycleRules,
	lifecycleRulesSchema,
	type PolicyFloor,
} from './lifecycle/rules.ts';
import type {
	AuthenticationThrottle,
	Clock,
	KeyEncryption,
	Logger,
	Meter,
	Outbound,
	Random,
	Scheduler,
} from './ports.ts';
import type { PrivilegeDefinition } from './privileges.ts';
import type { Store } from './store.ts';
import type { Tenant } from './tenants/tenant.ts';
import type { TokenSettings } from './tokens/settings.ts';

/** What Latchkey stands on. Each is an interface: a host replaces any by giving another. */
export interface LatchkeyPorts {
	/** Closed by `close`. */
	readonly store: Store;
	readonly keyEncryption: KeyEncryption;
	readonly clock: Clock;
	readonly scheduler: Scheduler;
	readonly logger: Logger;
	readonly throttle: AuthenticationThrottle;
	/** By which notifications go out; where absent, no endpoints can be added. */
	readonly outbound?: Outbound;
	/** Counts and gauges for whoever runs it; nothing is measured where absent. */
	readonly meter?: Meter;
	/** node:crypto's where absent. */
	readonly random?: Random;
}

/** How certificates of client applications are issued. */
export interface CertificateSettings {
	/**
	 * Where the API is reached from outside, without a slash at its end: certificates name the list of revoked ones
	 * there. The issuer of tokens where absent.
	 */
	readonly publicUrl?: string;
}

export interface LatchkeyOptions extends LatchkeyPorts {
	/** All that an application can be allowed to do. */
	readonly privileges: readonly PrivilegeDefinition[];
	readonly tokens: TokenSettings;
	/** Live applications per domain: a number, or a function of the domain; 63 where absent. */
	readonly limit?: number | ((tenant: Tenant) => number);
	/** Live endpoints per domain: a number, or a function of the domain; 20 where absent. */
	readonly endpointLimit?: number | ((tenant: Tenant) => number);
	/** What Client IDs start with: 1 to 16 letters, digits, "_" or "-"; `lk` where absent. */
	readonly clientIdPrefix?: string;
	/** What Client Secrets start with: 1 to 16 letters or digits; `lks` where absent. Scanners look for it. */
	readonly secretPrefix?: string;
	/** Whether secrets of a new domain are shown once, until its policy says otherwise; false where absent. */
	readonly showOnceByDefault?: boolean;
	/** What time does to applications of a domain, until its policy says otherwise; `DEFAULT_RULES` where absent. */
	readonly rulesByDefault?: Partial<LifecycleRules>;
	/** What no domain may be laxer than; nothing where absent. Applications that exist hear of it within a day. */
	readonly policyFloor?: PolicyFloor;
	/** How often each process writes out the usage that it counted, in milliseconds; 5,000 where absent, at least 100. */
	readonly usageFlushMs?: number;
	/** Lets actors reveal and rotate secrets of applications whose privileges they may not grant; false where absent. */
	readonly allowSecretsBeyondGrant?: boolean;
	/** Who may report leaked secrets from outside; nobody where absent. */
	readonly leakReportKeys?: LeakReportKeys;
	readonly certificates?: CertificateSettings;
	/** How long what was removed is kept for the record, in days; 30 where absent, at least 3. */
	readonly retentionDays?: number;
	/**
	 * How long entries of the audit log are kept, in days; 400 where absent, at least 30: a year, and time to look at it.
	 * They outlive what they are about, also a domain or a customer that was removed.
	 */
	readonly auditRetentionDays?: number;
	/**
	 * Hears of every event, at least once: one counts as relayed when the listener has returned. Logs it where absent.
	 */
	readonly onEvent?: EventListener;
}

export interface CheckedOptions {
	readonly limit: (tenant: Tenant) => number;
	readonly endpointLimit: (tenant: Tenant) => number;
	readonly clientIdPrefix: string;
	readonly secretPrefix: string;
	readonly showOnceByDefault: boolean;
	readonly defaultRules: LifecycleRules;
	readonly floor: PolicyFloor;
	readonly usageFlushMs: number;
	readonly allowSecretsBeyondGrant: boolean;
	readonly retentionMs: number;
	readonly auditRetentionMs: number;
	/** Without a slash at its end; the issuer of tokens where undefined. */
	readonly certificatesUrl: string | undefined;
}

/** Live applications per domain where the host sets no other. */
export const DEFAULT_LIMIT = 63;
/** What Client IDs start with where the host sets nothing else. */
export const DEFAULT_CLIENT_ID_PREFIX = 'lk';
const DEFAULT_ENDPOINT_LIMIT = 20;
const DEFAULT_FLUSH_MS = 5000;
const MIN_FLUSH_MS = 100;
/** Of live applications, and of endpoints, per domain: slots are numbered with seven digits. */
export const HIGHEST_LIMIT = 1_000_000;
/** Longer than revocations are remembered: a tombstone says that its tokens are dead. */
const MIN_RETENTION_DAYS = 3;
const DEFAULT_AUDIT_DAYS = 400;
/** Longer than an event waits to be relayed: its entry says that it was entered. */
const MIN_AUDIT_DAYS = 30;

/** Throws TypeError where an option could not work. */
export function checkOptions(options: LatchkeyOptions): CheckedOptions {
	const { limit = DEFAULT_LIMIT, secretPrefix = 'lks', retentionDays = 30 } = options;
	const { clientIdPrefix = DEFAULT_CLIENT_ID_PREFIX } = options;
	const { usageFlushMs = DEFAULT_FLUSH_MS, auditRetentionDays = DEFAULT_AUDIT_DAYS } = options;
	const { endpointLimit = DEFAULT_ENDPOINT_LIMIT } = options;
	if (!(usageFlushMs >= MIN_FLUSH_MS)) throw new TypeError(`usageFlushMs must be at least ${MIN_FLUSH_MS}`);
	if (!/^[A-Za-z0-9_-]{1,16}$/.test(clientIdPrefix))
		throw new TypeError('clientIdPrefix must match [A-Za-z0-9_-]{1,16}');
	if (!/^[A-Za-z0-9]{1,16}$/.test(secretPrefix)) throw new TypeError('secretPrefix must match [A-Za-z0-9]{1,16}');
	if (!(retentionDays >= MIN_RETENTION_DAYS))
		throw new TypeError(`retentionDays must be at least ${MIN_RETENTION_DAYS}`);
	if (!(auditRetentionDays >= MIN_AUDIT_DAYS))
		throw new TypeError(`auditRetentionDays must be at least ${MIN_AUDIT_DAYS}`);
	return {
		limit: (tenant) => checkLimit(typeof limit === 'number' ? limit : limit(tenant)),
		endpointLimit: (tenant) => checkLimit(typeof endpointLimit === 'number' ? endpointLimit : endpointLimit(tenant)),
		clientIdPrefix,
		secretPrefix,
		showOnceByDefault: options.showOnceByDefault ?? false,
		defaultRules: checkRules(options),
		floor: options.policyFloor ?? {},
		usageFlushMs,
		allowSecretsBeyondGrant: options.allowSecretsBeyondGrant ?? false,
		retentionMs: retentionDays * DAY_MS,
		auditRetentionMs: auditRetentionDays * DAY_MS,
		certificatesUrl: checkPublicUrl(options.certificates?.publicUrl),
	};
}

function checkPublicUrl(url: string | undefined): string | undefined {
	if (url === undefined) return undefined;
	const parsed = URL.parse(url);
	if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.search !== '' || parsed.hash !== '') {
		throw new TypeError('certificates.publicUrl must be a URL of http or https, without a query');
	}
	return parsed.href.replace(/\/+$/, '');
}

function checkRules({ rulesByDefault = {}, policyFloor = {} }: LatchkeyOptions): LifecycleRules {
	try {
		const rules = parseInput(lifecycleRulesSchema, { ...DEFAULT_RULES, ...rulesByDefault });
		assertRules(rules, {});
		return effectiveRules(rules, policyFloor, 0);
	} catch (error) {
		throw new TypeError(`rulesByDefault: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
	}
}

function checkLimit(limit: number): number {
	if (Number.isInteger(limit) && limit >= 0 && limit <= HIGHEST_LIMIT) return limit;
	throw new TypeError(`limit must be an integer from 0 to ${HIGHEST_LIMIT}`);
}
