import type { HostKey } from '@latchkey/core';
import type { SchemaDefinition } from 'mongoose';
import { nullable, part } from '../database/schema.ts';

/** `_id` is the key id. */
export interface HostKeyDocument extends Omit<HostKey, 'keyId'> {
	readonly _id: string;
}

export const wrappedSchema = part({ keyEncryptionKeyId: String, ciphertext: String });

export const hostKeySchema: SchemaDefinition = {
	_id: String,
	purpose: String,
	algorithm: nullable(String),
	publicJwk: nullable(String),
	wrapped: wrappedSchema,
	createdAt: Number,
	activatesAt: Number,
};

export function hostKeyOf({ _id: keyId, ...key }: HostKeyDocument): HostKey {
	return { keyId, ...key };
}

export function hostKeyDocument({ keyId, ...key }: HostKey): HostKeyDocument {
	return { _id: keyId, ...key };
}
