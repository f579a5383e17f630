import type { TransferKind, TransferRecords } from '@latchkey/core';

const KEYS: { readonly [Kind in TransferKind]: (record: TransferRecords[Kind]) => readonly string[] } = {
	hostKeys: ({ keyId }) => [keyId],
	policies: ({ policy: { customerId, domainId } }) => [customerId, domainId],
	applications: ({ application: { clientId } }) => [clientId],
	endpoints: ({ endpoint: { endpointId } }) => [endpointId],
	deliveries: ({ deliveryId }) => [deliveryId],
	revokedTokens: ({ customerId, domainId, clientId, tokenId }) => [customerId, domainId, clientId, tokenId],
	certificateAuthorities: ({ customerId, generation }) => [customerId, String(generation)],
	revokedCertificates: ({ customerId, generation, serialNumber }) => [customerId, String(generation), serialNumber],
	usedAssertions: ({ customerId, domainId, clientId, digest }) => [customerId, domainId, clientId, digest],
	usage: ({ customerId, domainId, clientId, credentialId }) => [customerId, domainId, clientId, credentialId],
	auditCheckpoints: ({ customerId, domainId }) => [customerId, domainId],
	auditEntries: ({ customerId, domainId, sequence }) => [customerId, domainId, String(sequence)],
};

/** What a record is known by within its kind. */
export function recordKey<Kind extends TransferKind>(kind: Kind, record: TransferRecords[Kind]): string {
	return KEYS[kind](record).join('\n');
}
