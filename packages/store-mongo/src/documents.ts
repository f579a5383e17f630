import type {
	ClientApplication,
	CredentialUsage,
	HostKey,
	LatchkeyEvent,
	Policy,
	ProcessReport,
	Tenant,
} from '@latchkey/core';
import { searchKey } from '@latchkey/core';
import { latchkeyEvent, type PendingEvent, pendingEvent } from './events/pending-events.ts';

/** Who relays a document's events, and until when. */
export interface RelayLease {
	readonly relayHolder: string | null;
	readonly relayEndsAt: number | null;
}

/** `_id` is the Client ID. */
export interface ApplicationDocument extends Omit<ClientApplication, 'clientId'>, RelayLease {
	readonly _id: string;
	/** Not removed: lists and counts never walk through what was. */
	readonly live: boolean;
	/** `searchKey` of the name and of the Client ID. */
	readonly nameKey: string;
	readonly idKey: string;
	readonly outbox: readonly PendingEvent[];
	/** Who does what is due, and until when. */
	readonly leaseHolder: string | null;
	readonly leaseEndsAt: number | null;
}

/** `_id` is `policyId`. */
export interface PolicyDocument extends Policy, RelayLease {
	readonly _id: string;
	readonly outbox: readonly PendingEvent[];
}

/** `_id` is `usageId`. */
export interface UsageDocument extends Tenant {
	readonly _id: string;
	readonly clientId: string;
	readonly credentialId: string;
	readonly tokensIssued: number;
	readonly firstUsedAt: number;
	/** `lastUse`: time and address in one value, since they must change together. */
	readonly last: string;
}

/** `_id` is the key id. */
export interface HostKeyDocument extends Omit<HostKey, 'keyId'> {
	readonly _id: string;
}

/** `_id` is the process id. */
export interface ProcessDocument extends Omit<ProcessReport, 'processId'> {
	readonly _id: string;
}

// A space sorts before everything that an id is made of: in order of these, records are in order of their parts.
export const policyId = ({ customerId, domainId }: Tenant): string => `${customerId} ${domainId}`;
export const usageId = (tenant: Tenant, clientId: string, credentialId: string): string =>
	`${policyId(tenant)} ${clientId} ${credentialId}`;

export const NO_RELAY = { relayHolder: null, relayEndsAt: null };

export function applicationDocument(
	{ clientId, ...application }: ClientApplication,
	events: readonly LatchkeyEvent[],
): ApplicationDocument {
	return {
		_id: clientId,
		...application,
		live: application.status !== 'removed',
		nameKey: searchKey(application.name),
		idKey: searchKey(clientId),
		outbox: events.map(pendingEvent),
		...NO_RELAY,
		leaseHolder: null,
		leaseEndsAt: null,
	};
}

export function applicationOf(document: ApplicationDocument): ClientApplication {
	const {
		_id: clientId,
		live: _live,
		nameKey: _nameKey,
		idKey: _idKey,
		outbox: _outbox,
		relayHolder: _relayHolder,
		relayEndsAt: _relayEndsAt,
		leaseHolder: _leaseHolder,
		leaseEndsAt: _leaseEndsAt,
		...application
	} = document;
	return { clientId, ...application };
}

export function policyDocument(policy: Policy, events: readonly LatchkeyEvent[]): PolicyDocument {
	return { _id: policyId(policy), ...policy, outbox: events.map(pendingEvent), ...NO_RELAY };
}

export function policyOf(document: PolicyDocument): Policy {
	const { _id, outbox: _outbox, relayHolder: _relayHolder, relayEndsAt: _relayEndsAt, ...policy } = document;
	return policy;
}

export function eventsOf({ outbox }: { readonly outbox: readonly PendingEvent[] }): LatchkeyEvent[] {
	return outbox.map(latchkeyEvent);
}

const TIME_DIGITS = 16;

/** Of two, the greater one is the later use; of two at the same time, the one with an address, and then by its text. */
export function lastUse(lastUsedAt: number, lastAddress: string | null): string {
	const time = String(lastUsedAt).padStart(TIME_DIGITS, '0');
	return lastAddress === null ? time : `${time} ${lastAddress}`;
}

export function usageOf({ clientId, credentialId, tokensIssued, firstUsedAt, last }: UsageDocument): CredentialUsage {
	const lastUsedAt = Number(last.slice(0, TIME_DIGITS));
	const lastAddress = last.length === TIME_DIGITS ? null : last.slice(TIME_DIGITS + 1);
	return { clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress };
}

export function usageDocument(usage: Tenant & CredentialUsage): UsageDocument {
	const { customerId, domainId, clientId, credentialId, tokensIssued, firstUsedAt, lastUsedAt, lastAddress } = usage;
	return {
		_id: usageId(usage, clientId, credentialId),
		customerId,
		domainId,
		clientId,
		credentialId,
		tokensIssued,
		firstUsedAt,
		last: lastUse(lastUsedAt, lastAddress),
	};
}

export function hostKeyOf({ _id: keyId, ...key }: HostKeyDocument): HostKey {
	return { keyId, ...key };
}

export function hostKeyDocument({ keyId, ...key }: HostKey): HostKeyDocument {
	return { _id: keyId, ...key };
}
