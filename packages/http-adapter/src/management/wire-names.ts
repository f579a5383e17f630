import {
	type AddApplicationInput,
	type AddEndpointInput,
	type AddSecretInput,
	type ChangeApplicationInput,
	type ChangeEndpointInput,
	type InputIssue,
	type IssueCertificateInput,
	invalidInput,
	LatchkeyError,
	type ListAuditInput,
	type PolicySettingsInput,
	type RegisterCertificateInput,
	type ReplayInput,
	type RotateSigningSecretInput,
	type SignCertificateInput,
} from '@latchkey/core';
import type { z } from 'zod';
import type { certificateRequestSchemas } from './certificate-schemas.ts';
import type { endpointRequestSchemas } from './endpoint-schemas.ts';
import type { auditQuery, requestSchemas } from './schemas.ts';

type MemberOf<Input> = Input extends Input ? keyof Input : never;
type CoreName = MemberOf<
	| AddApplicationInput
	| AddEndpointInput
	| AddSecretInput
	| ChangeApplicationInput
	| ChangeEndpointInput
	| IssueCertificateInput
	| ListAuditInput
	| PolicySettingsInput
	| RegisterCertificateInput
	| ReplayInput
	| RotateSigningSecretInput
	| SignCertificateInput
>;
type Bodies = typeof requestSchemas & typeof endpointRequestSchemas & typeof certificateRequestSchemas;
type WireName = MemberOf<z.input<Exclude<Bodies[keyof Bodies], Bodies['LeakReport']> | typeof auditQuery>>;

/**
 * What core calls otherwise than the wire does, on which every period is in seconds. Without one of them it does not
 * compile.
 */
const WIRE_NAMES: Readonly<Record<Exclude<CoreName, WireName>, WireName>> = {
	actorId: 'actor',
	tokenLifetimeSeconds: 'tokenLifetime',
	validityMs: 'validity',
	overlapMs: 'overlap',
	maxLifetimeMs: 'maxLifetime',
	rotateEveryMs: 'rotateEvery',
	maxOverlapMs: 'maxOverlap',
	quietMs: 'quietPeriod',
	noticesMs: 'notices',
	idleDisableAfterMs: 'idleDisableAfter',
	idleRemoveAfterMs: 'idleRemoveAfter',
};
const wireNames = new Map<string | number, string>(Object.entries(WIRE_NAMES));

/** Throws what core throws, but what it says of an input under the names that its caller has sent. */
export function rethrowAsOnWire(error: unknown): never {
	const issues = error instanceof LatchkeyError ? (error.details.issues ?? []) : [];
	if (!issues.some(({ path: [member = ''] }) => wireNames.has(member))) throw error;
	throw invalidInput(
		issues.map(
			({ path: [member, ...within], message }): InputIssue => ({
				path: member === undefined ? [] : [wireNames.get(member) ?? member, ...within],
				message,
			}),
		),
	);
}
