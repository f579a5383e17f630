import type { Privilege } from '../api/wire.ts';

export interface PrivilegeRow {
	readonly name: string;
	readonly title: string;
	readonly description: string | undefined;
	/** Whether the actor may give it; what they may not give they may only take away. */
	readonly grantable: boolean;
}

export interface PrivilegeGroup {
	/** Undefined for what the host put in no group. */
	readonly title: string | undefined;
	readonly rows: readonly PrivilegeRow[];
}

/** What an actor is offered: what they may grant, and what the application holds already. In the host's order. */
export function privilegeGroups(
	catalogue: readonly Privilege[],
	{ grantable, held, search }: { grantable: readonly string[]; held: readonly string[]; search: string },
): PrivilegeGroup[] {
	const rows = [...catalogue, ...undeclared(catalogue, held)]
		.filter(({ name }) => grantable.includes(name) || held.includes(name))
		.filter((privilege) => matches(privilege, search));
	const groups = new Map<string | undefined, PrivilegeRow[]>();
	for (const { name, title = name, description, group } of rows) {
		const members = groups.get(group) ?? [];
		members.push({ name, title, description, grantable: grantable.includes(name) });
		groups.set(group, members);
	}
	return [...groups].map(([title, members]) => ({ title, rows: members }));
}

/** Held from a time when the host's catalogue still had it. */
function undeclared(catalogue: readonly Privilege[], held: readonly string[]): Privilege[] {
	return held.filter((name) => !catalogue.some((privilege) => privilege.name === name)).map((name) => ({ name }));
}

function matches({ name, title = '', description = '', group = '' }: Privilege, search: string): boolean {
	const wanted = search.trim().toLowerCase();
	return [name, title, description, group].some((text) => text.toLowerCase().includes(wanted));
}
