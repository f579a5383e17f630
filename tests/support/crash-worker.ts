import { expect } from 'vitest';
import { type Doubt, type Held, ledger } from './crash-ledger.ts';
import { type PlainAnswer, type PlainClient, tokenRequest } from './plain-client.ts';
import type { Seeded } from './seeded.ts';

const MOST_APPLICATIONS = 8;
const MOST_SECRETS = 5;

export interface AddedBody {
	readonly clientId: string;
	readonly name: string;
	readonly status: string;
	readonly secrets: readonly { readonly secretId: string }[];
	readonly credentials: { readonly oauthCredentials: string };
}

/** The host has died: nobody knows what became of the request. */
class UnansweredError extends Error {}

/** Uses applications of its own, one request after the other, and knows what the host has answered for of each. */
export class CrashWorker {
	/** Every application that it ever had. */
	readonly all: Held[] = [];
	readonly ledger = ledger();
	readonly user: string;
	readonly domainId: string;
	readonly #random: Seeded;
	readonly #onAnswer: () => void;
	#client: PlainClient | undefined;
	#names = 0;
	doubt: Doubt | undefined;

	constructor(user: string, domainId: string, random: Seeded, onAnswer: () => void) {
		this.user = user;
		this.domainId = domainId;
		this.#random = random;
		this.#onAnswer = onAnswer;
	}

	get path(): string {
		return `/v1/domains/${this.domainId}/client-applications`;
	}

	get live(): readonly Held[] {
		return this.all.filter(({ removed }) => !removed);
	}

	/** Works by this client from now on, until the host dies. */
	connect(client: PlainClient): void {
		this.#client = client;
	}

	async run(): Promise<void> {
		try {
			for (;;) await this.#step();
		} catch (error) {
			if (!(error instanceof UnansweredError)) throw error;
		}
	}

	async #step(): Promise<void> {
		const live = this.live;
		const dice = this.#random.below(100);
		if (live.length === 0 || (dice < 20 && live.length < MOST_APPLICATIONS)) return this.#add();
		const held = this.#random.pick(live);
		if (dice < 35) return this.#rename(held);
		if (dice < 45) return this.#switch(held);
		if (dice < 60 && held.secrets.size < MOST_SECRETS) return this.#rotate(held);
		if (dice < 70 && held.secrets.size > 1) return this.#revoke(held);
		if (dice < 80) return this.#reveal(held);
		if (dice < 87) return this.#remove(held);
		return this.#token(held);
	}

	async #add(): Promise<void> {
		const name = this.#newName();
		const keyed = this.#random.below(2) === 0;
		const doubt = { type: 'client_application.added', name, ...(keyed ? { key: name } : {}) };
		const held = this.hold(await this.act<AddedBody>(doubt, 'POST', this.path, this.bodyOf(name), doubt.key));
		if (!keyed || this.#random.below(3) > 0) return;
		const repeated = { type: 'client_secret.revealed', held };
		const again = await this.act<AddedBody>(repeated, 'POST', this.path, this.bodyOf(name), name);
		expect(again.clientId).toBe(held.clientId);
		expect(again.credentials.oauthCredentials).toBe([...held.secrets.values()][0]);
	}

	async #rename(held: Held): Promise<void> {
		const name = this.#newName();
		await this.act({ type: 'client_application.changed', held, name }, 'PATCH', held.path, { name });
		held.name = name;
	}

	async #switch(held: Held): Promise<void> {
		const status = held.status === 'enabled' ? 'disabled' : 'enabled';
		await this.act({ type: `client_application.${status}`, held }, 'PATCH', held.path, { status });
		held.status = status;
		if (status === 'disabled') for (const token of held.tokens) token.works = false;
	}

	async #rotate(held: Held): Promise<void> {
		const doubt = { type: 'client_secret.added', held };
		const added = await this.act<AddedBody & { secretId: string }>(doubt, 'POST', `${held.path}/secrets`, {});
		held.secrets.set(added.secretId, added.credentials.oauthCredentials);
	}

	async #revoke(held: Held): Promise<void> {
		const secretId = this.#random.pick([...held.secrets.keys()]);
		await this.act({ type: 'client_secret.revoked', held, secretId }, 'DELETE', `${held.path}/secrets/${secretId}`);
		kill(held, secretId);
	}

	async #reveal(held: Held): Promise<void> {
		const [secretId, credentials] = this.#random.pick([...held.secrets]);
		const doubt = { type: 'client_secret.revealed', held };
		const shown = await this.act<AddedBody['credentials']>(doubt, 'POST', `${held.path}/reveal`, { secretId });
		expect(shown.oauthCredentials).toBe(credentials);
	}

	async #remove(held: Held): Promise<void> {
		await this.act({ type: 'client_application.removed', held }, 'DELETE', held.path);
		bury(held);
	}

	async #token(held: Held): Promise<void> {
		const [secretId, credentials] = this.#random.pick([...held.secrets]);
		const answer = await this.token(credentials);
		expect(answer.status).toBe(held.status === 'enabled' ? 200 : 401);
		if (answer.status === 200) held.tokens.push({ token: answer.body.access_token, secretId, works: true });
	}

	token(credentials: string): ReturnType<typeof tokenRequest> {
		return this.#answered((client) => tokenRequest(client, credentials));
	}

	bodyOf(name: string): object {
		return { name, privileges: ['devices:read'] };
	}

	hold(added: AddedBody): Held {
		const { clientId, name, status, secrets, credentials } = added;
		const held: Held = {
			user: this.user,
			domainId: this.domainId,
			path: `${this.path}/${clientId}`,
			clientId,
			name,
			status,
			removed: false,
			secrets: new Map([[secrets[0]?.secretId ?? '', credentials.oauthCredentials]]),
			dead: [],
			tokens: [],
		};
		this.all.push(held);
		this.ledger.promise(clientId, 'client_application.added');
		this.ledger.promise(clientId, 'client_secret.added');
		return held;
	}

	/** Asks for a change, which stays in doubt until it is answered; the answer must be a success. */
	async act<Body>(doubt: Doubt, method: string, path: string, body?: object, key?: string): Promise<Body> {
		this.doubt = doubt;
		const answer = await this.ask<Body>(method, path, body, key);
		this.doubt = undefined;
		expect([200, 201, 204], `${method} ${path}: ${JSON.stringify(answer.body)}`).toContain(answer.status);
		if (doubt.held !== undefined) this.ledger.promise(doubt.held.clientId, doubt.type);
		this.#onAnswer();
		return answer.body;
	}

	ask<Body>(method: string, path: string, body?: object, key?: string): Promise<PlainAnswer<Body>> {
		const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
		return this.#answered((client) => client.send<Body>(method, path, { user: this.user, body, headers }));
	}

	bearer(token: string): Promise<PlainAnswer> {
		const headers = { authorization: `Bearer ${token}` };
		return this.#answered((client) => client.send('GET', '/v1/devices', { headers }));
	}

	async #answered<T>(send: (client: PlainClient) => Promise<T>): Promise<T> {
		if (this.#client === undefined) throw new Error('not connected');
		try {
			return await send(this.#client);
		} catch (cause) {
			throw new UnansweredError('the host has died', { cause });
		}
	}

	#newName(): string {
		this.#names += 1;
		return `${this.user}-${this.domainId}-${this.#names}.`;
	}
}

/** The secret and its tokens must be of no use any more. */
export function kill(held: Held, secretId: string): void {
	const credentials = held.secrets.get(secretId);
	held.secrets.delete(secretId);
	if (credentials !== undefined) held.dead.push(credentials);
	for (const token of held.tokens) if (token.secretId === secretId) token.works = false;
}

export function bury(held: Held): void {
	held.removed = true;
	for (const secretId of [...held.secrets.keys()]) kill(held, secretId);
}
