import { readFileSync } from 'node:fs';
import {
	DEFAULT_LIMIT,
	HIGHEST_LIMIT,
	type LatchkeyOptions,
	lifecycleRulesSchema,
	type PolicyFloor,
	tenantIdSchema,
} from '@latchkey/core';
import { z } from 'zod';
import { usageFailure } from '../failure.ts';
import { reasonOf } from '../reason-of.ts';

const bound = z.int().min(1);
const limit = z.int().min(0).max(HIGHEST_LIMIT);
const tenantName = z.templateLiteral([tenantIdSchema, '/', tenantIdSchema]);

const settingsSchema = z.strictObject({
	/** The host's catalogue: what is not in it, `add` refuses. */
	privileges: z.array(z.string()).optional(),
	/** Live applications per domain. */
	limit: limit.optional(),
	/** Where a domain has another limit: by `customerId/domainId`. */
	limits: z.record(tenantName, limit).optional(),
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
	throw usageFailure(`${file} does not hold valid settings:\n${z.prettifyError(error)}`, FORM);
}

const FORM =
	'For example: { "limit": 63, "limits": { "acme/phones": 200 }, "privileges": ["devices:read"], "clientIdPrefix": "lk" }';

function parseJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		throw usageFailure(`${file} cannot be read as JSON: ${reasonOf(error)}`);
	}
}

/** As options of core; `granted` are privileges to know besides, where there is no catalogue. */
export function latchkeyOptionsOf(settings: Settings, granted: readonly string[]): SettingOptions {
	const { privileges, limit: usual, limits = {}, ...others } = settings;
	const limitOf = (name: z.infer<typeof tenantName>): number | undefined =>
		Object.hasOwn(limits, name) ? limits[name] : usual;
	const given = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
	return {
		...given,
		privileges: (privileges ?? [...new Set(granted)]).map((name) => ({ name })),
		limit: ({ customerId, domainId }) => limitOf(`${customerId}/${domainId}`) ?? DEFAULT_LIMIT,
	};
}

type SettingOptions = Pick<LatchkeyOptions, 'privileges' | 'limit'> & Partial<LatchkeyOptions>;
