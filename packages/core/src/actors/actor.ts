/** What an actor may do in one domain. */
export interface DomainGrant {
	/** Sees and manages every application of the domain; without it, only their own. */
	readonly manage: boolean;
	/** May be shown an existing secret. */
	readonly reveal: boolean;
	/** The privileges they may grant to an application: those they hold themselves. */
	readonly grantable: readonly string[];
}

/** The host's signed-in user, as the host's `authenticate` describes them. */
export interface Actor {
	/** 1 to 128 characters. */
	readonly userId: string;
	readonly customerId: string;
	/** By domain id; a domain that is absent does not exist for this actor. */
	readonly domains: Readonly<Record<string, DomainGrant>>;
	/** Where the request came from, for the record. */
	readonly address?: string | undefined;
}
