import { hash } from 'node:crypto';
import type { ClientApplication } from '../applications/client-application.ts';
import type { RevokedCredential } from '../credentials/revoke.ts';
import type { EditableFields, KeyName } from '../events/event.ts';
import type { PublicKey, RegisteredKey, RegisteredKeySet } from './public-key.ts';

/** All the keys that an application is to have from now on: given here or published by it, or neither, but not both. */
export interface KeyChange {
	readonly publicKeys: readonly (PublicKey & Pick<RegisteredKey, 'createdBy'>)[];
	readonly keySet: Pick<RegisteredKeySet, 'uri' | 'createdBy'> | null;
}

export interface ChangedKeys {
	readonly state: ClientApplication;
	/** What an event tells; both empty where the state is the same. */
	readonly before: EditableFields;
	readonly after: EditableFields;
}

export const NO_KEYS = { publicKeys: [], keySet: null } as const;

/**
 * Takes away what is not among the new ones, and kills the tokens that it earned; what is stays as it was registered.
 */
export function changeKeys(application: ClientApplication, change: KeyChange, now: number): ChangedKeys {
	const { publicKeys: earlier, keySet: earlierSet } = application;
	const removed: string[] = earlier
		.filter(({ thumbprint }) => !change.publicKeys.some((key) => key.thumbprint === thumbprint))
		.map(({ keyId }) => keyId);
	if (earlierSet !== null && earlierSet.uri !== change.keySet?.uri) removed.push(earlierSet.keyId);
	const revokedCredentials = [
		...application.revokedCredentials,
		...removed.map((credentialId): RevokedCredential => ({ credentialId, revokedAt: now })),
	];
	const publicKeys = change.publicKeys.map((key): RegisteredKey => {
		const known = earlier.find(({ thumbprint }) => thumbprint === key.thumbprint);
		const { createdBy } = known ?? key;
		const keyId = known?.keyId ?? unusedId(`pk_${key.thumbprint}`, revokedCredentials);
		return { ...key, keyId, createdAt: known?.createdAt ?? now, createdBy };
	});
	const keySet = keySetOf(change.keySet, earlierSet, revokedCredentials, now);
	const changed = [
		...(JSON.stringify(publicKeys) === JSON.stringify(earlier) ? [] : (['publicKeys'] as const)),
		...(keySet === earlierSet ? [] : (['jwksUri'] as const)),
	];
	if (changed.length === 0) return { state: application, before: {}, after: {} };
	const told = (keys: readonly PublicKey[], set: RegisteredKeySet | null): EditableFields => {
		const all = { publicKeys: keys.map(nameOf), jwksUri: set === null ? null : withoutQuery(set.uri) };
		return Object.fromEntries(changed.map((member) => [member, all[member]]));
	};
	const killed = removed.length === 0 ? {} : { revokedCredentials, invalidatedAt: now };
	return {
		state: { ...application, publicKeys, keySet, ...killed },
		before: told(earlier, earlierSet),
		after: told(publicKeys, keySet),
	};
}

function keySetOf(
	wanted: KeyChange['keySet'],
	earlier: RegisteredKeySet | null,
	revoked: readonly RevokedCredential[],
	now: number,
): RegisteredKeySet | null {
	if (wanted === null) return null;
	if (earlier?.uri === wanted.uri) return earlier;
	const keyId = unusedId(`jwks_${hash('sha256', wanted.uri, 'base64url')}`, revoked);
	return { ...wanted, keyId, createdAt: now };
}

/**
 * What was removed of late and comes back is another credential: its earlier tokens stay dead, and its new ones live.
 */
function unusedId(id: string, revoked: readonly RevokedCredential[]): string {
	const taken = (candidate: string): boolean => revoked.some(({ credentialId }) => credentialId === candidate);
	let unused = id;
	for (let count = 2; taken(unused); count++) unused = `${id}.${count}`;
	return unused;
}

const nameOf = ({ kid, thumbprint }: PublicKey): KeyName => ({ kid, thumbprint });

/** As others are told of it: in the query, some expect a key of theirs. */
function withoutQuery(uri: string): string {
	const [told = ''] = uri.split('?');
	return told;
}
