import { readFileSync } from 'node:fs';
import { type LatchkeyOptions, lifecycleRulesSchema, type PolicyFloor } from '@latchkey/core';
import { z } from 'zod';
import { usageFailure } from '../failure.ts';

const bound = z.int().min(1);
const limit = z.int().min(0).max(1_000_000);
const TENANT = /^[A-Za-z0-9_-]{1,64}\/[A-Za-z0-9_-]{1,64}$/;

const settingsSchema = z.strictObject({
	/** The host's catalogue: what is not in it, `add` refuses. */
	privileges: z.array(z.string()).optional(),
	/** Live applications per domain. */
	limit: limit.optional(),
	/** Where a domain has another limit: by `customerId/domainId`. */
	limits: z.record(z.string().regex(TENANT), limit).optional(),
	clientIdPrefix: z.string().optional(),
	secretPrefix: z.string().optional(),
	showOnceByDefault: z.boolean().optional(),
	rulesByDefault: lifecycleRulesSchema.partial().optional(),
	policyFloor: z
		.strictObject({
			showOnce: z.boolean(),
			maxLifetimeMs: bound,
			rotateEveryMs: bound,
			maxOverlapMs: bound,
			idleDisableAfterMs: bound,
			idleRemoveAfterMs: bound,
			onLeak: z.literal('revoke'),
		} satisfies Record<keyof PolicyFloor, z.ZodType>)
		.partial()
		.optional(),
});

/** What the command must know of its host to act as the host would. */
export type Settings = z.infer<typeof settingsSchema>;

/** Throws a usage failure where the file is not there or says what nobody understands. */
export function readSettings(file: string | undefined): Settings {
	if (file === undefined) return {};
	const { data, error } = settingsSchema.safeParse(parseJson(file));
	if (error === undefined) return data;
	throw usageFailure(`${file} is not what settings look like:\n${z.prettifyError(error)}`, FORM);
}

const FORM =
	'For example: { "limit": 63, "limits": { "acme/phones": 200 }, "privileges": ["devices:read"], "clientIdPrefix": "lk" }';

function parseJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw usageFailure(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
	}
}

/** As options of core; `granted` are privileges to know besides, where there is no catalogue. */
export function latchkeyOptionsOf(settings: Settings, granted: readonly string[]): SettingOptions {
	const { privileges, limit: usual, limits = {}, ...others } = settings;
	const limitOf = (tenant: string): number | undefined => (Object.hasOwn(limits, tenant) ? limits[tenant] : usual);
	const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
	return {
		...given,
		privileges: (privileges ?? [...new Set(granted)]).map((name) => ({ name })),
		limit: ({ customerId, domainId }) => limitOf(`${customerId}/${domainId}`) ?? DEFAULT_LIMIT,
	};
}

type SettingOptions = Pick<LatchkeyOptions, 'privileges' | 'limit'> & Partial<LatchkeyOptions>;

/** Core's own, where nothing else is set. */
const DEFAULT_LIMIT = 63;
