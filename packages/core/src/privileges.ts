import { privilegeSchema } from './applications/fields.ts';
import { invalidInput } from './input.ts';

/** Something an application may do, as the host declares it. */
export interface PrivilegeDefinition {
	/** A scope token (RFC 6749 §3.3). */
	readonly name: string;
	readonly title?: string;
	readonly description?: string;
	/** A heading to list it under. */
	readonly group?: string;
}

/** The host's list of privileges: what is not in it cannot be granted, nor asked for as a scope. */
export interface PrivilegeCatalogue {
	readonly definitions: readonly PrivilegeDefinition[];
	/** Throws `invalid_input` where one is not in the catalogue. */
	assertKnown(privileges: readonly string[]): void;
}

export function privilegeCatalogue(definitions: readonly PrivilegeDefinition[]): PrivilegeCatalogue {
	const names = new Set(definitions.map(({ name }) => name));
	const unfit = definitions.find(({ name }) => !privilegeSchema.safeParse(name).success);
	if (unfit !== undefined)
		throw new TypeError(`the privilege "${unfit.name}" must be a scope token: no blank, no quote`);
	if (names.size !== definitions.length) throw new TypeError('each privilege must be declared once');
	return {
		definitions,
		assertKnown(privileges) {
			const unknown = privileges.filter((privilege) => !names.has(privilege));
			if (unknown.length > 0) {
				throw invalidInput([{ path: ['privileges'], message: `unknown privilege: ${unknown.join(', ')}` }]);
			}
		},
	};
}
