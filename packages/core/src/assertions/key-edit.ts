import { z } from 'zod';
import type { ClientApplication } from '../applications/client-application.ts';
import { invalidInput } from '../input.ts';
import type { Outbound } from '../ports.ts';
import type { KeyChange } from './change-keys.ts';
import { jwksSchema, jwksUriSchema, publicKeysIn } from './fields.ts';

/** What an administrator says of an application's keys. One of the two takes the place of the other. */
export const keyFieldSchemas = {
	/** The whole new set of keys; null for none. */
	jwks: jwksSchema.nullable().optional(),
	/** Where they are fetched from; null for nowhere. */
	jwksUri: jwksUriSchema.nullable().optional(),
};

const keyFieldsSchema = z.object(keyFieldSchemas);
type KeyFields = z.output<typeof keyFieldsSchema>;

/**
 * What is asked for, of an application as it is; undefined where nothing is. Throws `invalid_input` where both are
 * given, or where nothing could ever be fetched from there.
 */
export function keyChange(
	{ jwks, jwksUri }: KeyFields,
	userId: string,
	outbound: Outbound | undefined,
): ((application: ClientApplication) => KeyChange) | undefined {
	if (jwks === undefined && jwksUri === undefined) return undefined;
	const given = jwks === undefined || jwks === null ? [] : publicKeysIn(jwks);
	if (typeof jwksUri === 'string') {
		if (given.length > 0) throw invalidInput([{ path: ['jwksUri'], message: 'must not be given beside jwks' }]);
		assertMayBeFetchedFrom(outbound, jwksUri);
	}
	const created = { createdBy: userId };
	const publicKeys = given.map((key) => ({ ...key, ...created }));
	const keySet = typeof jwksUri === 'string' ? { uri: jwksUri, ...created } : null;
	if (publicKeys.length > 0 || keySet !== null) return () => ({ publicKeys, keySet });
	// A null takes away its own, and leaves the other one where it is.
	return (application) => ({
		publicKeys: jwks === undefined ? application.publicKeys : [],
		keySet: jwksUri === undefined ? application.keySet : null,
	});
}

/** Whether somebody could sign by it who could not before. */
export function addsKeys(application: ClientApplication, { publicKeys, keySet }: KeyChange): boolean {
	const known = application.publicKeys.map(({ thumbprint }) => thumbprint);
	if (publicKeys.some(({ thumbprint }) => !known.includes(thumbprint))) return true;
	return keySet !== null && keySet.uri !== application.keySet?.uri;
}

/** What can be told before anything is fetched; what a name resolves to is looked at whenever a connection is made. */
function assertMayBeFetchedFrom(outbound: Outbound | undefined, uri: string): void {
	const refusal =
		outbound === undefined ? 'this platform fetches no keys: give them as jwks' : outbound.refusal(new URL(uri));
	if (refusal !== undefined) throw invalidInput([{ path: ['jwksUri'], message: refusal }]);
}
