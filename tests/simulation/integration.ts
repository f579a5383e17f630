import { type Actor, LatchkeyError, OAuthError } from '@latchkey/core';
import type { Seeded } from '../support/seeded.ts';
import { type HostProcess, PRIVILEGES } from './host-process.ts';

export const DOMAIN = 'phones';
export const TENANT = { customerId: 'acme', domainId: DOMAIN };
export const ADMIN: Actor = {
	userId: 'admin',
	customerId: 'acme',
	domains: { [DOMAIN]: { manage: true, reveal: true, grantable: PRIVILEGES } },
};

/** Who waits for longer has given up: the world had no turn for the request. */
const PATIENCE_MS = 60_000;

const hintOf = (oauthCredentials: string): string => Buffer.from(oauthCredentials, 'base64').toString().slice(-4);
const basic = (oauthCredentials: string): string => `Basic ${oauthCredentials}`;

/** An integration that uses its secret all the time, and takes up every rotation that it hears of. */
export interface Integration {
	readonly clientId: string;
	/** One thing that it does: settles when it is answered, or never, where the process that it asked has died. */
	act(process: HostProcess): Promise<void>;
	/** Token requests that were refused although it did all that is asked of it. */
	readonly refused: readonly string[];
	/** Secrets that still worked after their end. */
	readonly outlived: readonly string[];
	/** How often it tried one that had ended. */
	readonly triedDead: number;
	readonly answered: number;
}

export interface IntegrationParts {
	readonly clientId: string;
	/** OAuth Credentials. */
	readonly first: string;
	readonly random: Seeded;
	/** Whether its secret that ends like this has ended for everybody; by the clock of the process that is asked. */
	readonly hasEnded: (clientId: string, hint: string, now: number) => Promise<boolean>;
}

/** So often it also tries what it was given long ago. */
const TRIES_OLD_ONE_IN = 6;
/** Or chance might keep it from hearing of a rotation until it is over. */
const LOOKS_EVERY_MS = 8 * 3_600_000;

export function integration({ clientId, first, random, hasEnded }: IntegrationParts): Integration {
	const given = [first];
	let triedDead = 0;
	const outlived: string[] = [];
	let current = first;
	/** Taken up and not yet used: it is used as soon as it is there, and what is old stays in hand until it works. */
	let next: string | undefined;
	/** It has heard of a rotation, and does nothing else until it holds what is offered. */
	let alert = false;
	let lookedAt = Number.NEGATIVE_INFINITY;
	const refused: string[] = [];
	let answered = 0;

	async function requestToken(process: HostProcess): Promise<void> {
		const presented = next ?? current;
		const at = process.now();
		try {
			await process.latchkey.tokens.issueLeniently({
				authorization: basic(presented),
				parameters: [],
				address: '192.0.2.1',
			});
			answered += 1;
			if (presented === next) {
				current = presented;
				next = undefined;
			}
		} catch (error) {
			if (!(error instanceof OAuthError)) throw error;
			// A successor that somebody took back again: what was there before must still work.
			if (presented === next) next = undefined;
			else if (presented === current && process.now() - at < PATIENCE_MS)
				refused.push(`${new Date(at).toISOString()} at ${process.name}: ${error.message}`);
		}
	}

	/** As somebody does who has found it. */
	async function tryOld(process: HostProcess): Promise<void> {
		const presented = random.pick(given);
		const now = process.now();
		if (!(await hasEnded(clientId, hintOf(presented), now))) return;
		triedDead += 1;
		const request = { authorization: basic(presented), parameters: [], address: '192.0.2.9' };
		try {
			await process.latchkey.tokens.issueLeniently(request);
			outlived.push(`…${hintOf(presented)} at ${process.name}, ${new Date(now).toISOString()}`);
		} catch (error) {
			if (!(error instanceof OAuthError)) throw error;
		}
	}

	async function lookAfterItself(process: HostProcess): Promise<void> {
		const request = { authorization: basic(current), address: '192.0.2.1' };
		try {
			const presented = current;
			const askedAt = process.now();
			const { rotation, secrets } = await process.latchkey.self.get(request);
			lookedAt = askedAt;
			const successor = secrets.find(({ secretId }) => secretId === rotation?.secretId);
			const offered = rotation !== null && (successor === undefined || successor.hint !== hintOf(presented));
			alert = offered && next === undefined;
			if (!alert || presented !== current) return;
			const { credentials } = await process.latchkey.self.rotate(request);
			if (credentials.oauthCredentials !== current) next = credentials.oauthCredentials;
			given.push(credentials.oauthCredentials);
			alert = false;
		} catch (error) {
			// It is told when there are too many secrets, or when others are quicker, and comes again.
			if (!(error instanceof LatchkeyError) && !(error instanceof OAuthError)) throw error;
		}
	}

	return {
		clientId,
		act(process) {
			const looks = next === undefined && (process.now() - lookedAt > LOOKS_EVERY_MS || random.below(2) === 0);
			const acting = alert || looks ? lookAfterItself(process) : requestToken(process);
			if (random.below(TRIES_OLD_ONE_IN) > 0) return acting;
			return Promise.all([acting, tryOld(process)]).then(() => undefined);
		},
		refused,
		outlived,
		get triedDead() {
			return triedDead;
		},
		get answered() {
			return answered;
		},
	};
}
