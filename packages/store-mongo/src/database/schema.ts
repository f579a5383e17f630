import { Schema, type SchemaDefinition } from 'mongoose';

/** What a document may hold is all that its schema names: anything else is an error, in a filter too. */
export const STRICT = { strict: 'throw', strictQuery: 'throw', versionKey: false, minimize: false } as const;

export const part = (definition: SchemaDefinition): Schema => new Schema(definition, { ...STRICT, _id: false });
export const nullable = (type: unknown): { type: unknown; default: null } => ({ type, default: null });

export const TENANT_FIELDS = { customerId: String, domainId: String };
