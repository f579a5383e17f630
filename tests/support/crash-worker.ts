import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';

const PATH = '/v1/domains/acme-phones/client-applications';
const AUTHORIZATION = `Basic ${Buffer.from('super@acme:demo').toString('base64')}`;
const MOST_APPLICATIONS = 8;

interface Credentials {
	readonly oauthCredentials: string;
}
interface Held {
	readonly clientId: string;
	name: string;
	status: string;
	/** By secret id, oldest first. */
	secrets: Map<string, Credentials>;
}
interface Seen {
	readonly clientId: string;
	readonly name: string;
	readonly status: string;
	readonly secrets: readonly { readonly secretId: string }[];
	readonly credentials: Credentials;
}

/** What was asked for and not answered when the host died: it may have happened, once, or not at all. */
interface Doubt {
	readonly type: string;
	readonly held: Held | undefined;
	readonly key?: string;
	readonly name?: string;
	readonly secretId?: string;
}

/** The host has died: nobody knows what became of the request. */
class UnansweredError extends Error {}

/** Uses applications of its own, one request after the other, and knows what the host has promised of each. */
export class CrashWorker {
	readonly #baseUrl: string;
	readonly #random: () => number;
	#held: Held[] = [];
	#doubt: Doubt | undefined;
	/** How often each kind of event was promised, by Client ID and type. */
	readonly promised = new Map<string, number>();
	/** And how often it may have happened beyond that. */
	readonly doubted = new Map<string, number>();
	acknowledged = 0;

	constructor(baseUrl: string, random: () => number) {
		this.#baseUrl = baseUrl;
		this.#random = random;
	}

	get live(): readonly string[] {
		return this.#held.map(({ clientId }) => clientId);
	}

	/** Goes on until the host dies. */
	async run(): Promise<void> {
		try {
			for (;;) await this.#step();
		} catch (error) {
			if (!(error instanceof UnansweredError)) throw error;
		}
	}

	/** After a restart: everything that was acknowledged is there, and what was in doubt happened once or not at all. */
	async check(): Promise<void> {
		const doubt = this.#doubt;
		this.#doubt = undefined;
		if (doubt?.type === 'client_application.added') await this.#settleAdd(doubt);
		for (const held of [...this.#held]) await this.#checkOne(held, doubt?.held === held ? doubt : undefined);
	}

	async #step(): Promise<void> {
		const held = this.#held[Math.floor(this.#random() * this.#held.length)];
		const dice = this.#random();
		if (held === undefined || (dice < 0.25 && this.#held.length < MOST_APPLICATIONS)) return this.#add();
		const path = `${PATH}/${held.clientId}`;
		if (dice < 0.4) {
			const name = randomUUID();
			await this.#act({ type: 'client_application.changed', held, name }, 'PATCH', path, { name });
			held.name = name;
		} else if (dice < 0.55) {
			const status = held.status === 'enabled' ? 'disabled' : 'enabled';
			await this.#act({ type: `client_application.${status}`, held }, 'PATCH', path, { status });
			held.status = status;
		} else if (dice < 0.7 && held.secrets.size < 5) {
			const added = await this.#act({ type: 'client_secret.added', held }, 'POST', `${path}/secrets`, {});
			held.secrets.set(String(added['secretId']), added['credentials'] as Credentials);
		} else if (dice < 0.8 && held.secrets.size > 1) {
			const [secretId = ''] = held.secrets.keys();
			await this.#act({ type: 'client_secret.revoked', held, secretId }, 'DELETE', `${path}/secrets/${secretId}`);
			held.secrets.delete(secretId);
		} else if (dice < 0.9) {
			const shown = await this.#act({ type: 'client_secret.revealed', held }, 'POST', `${path}/reveal`, {});
			expect(shown['oauthCredentials']).toBe([...held.secrets.values()].at(-1)?.oauthCredentials);
		} else if (dice < 0.95) {
			await this.#act({ type: 'client_application.removed', held }, 'DELETE', path);
			this.#held = this.#held.filter((one) => one !== held);
		} else {
			await this.#checkSecrets(held);
		}
	}

	async #add(): Promise<void> {
		const key = randomUUID();
		const doubt = { type: 'client_application.added', held: undefined, key, name: key };
		this.#hold(await this.#act(doubt, 'POST', PATH, { name: key, privileges: ['devices:read'] }, key));
	}

	#hold(answer: unknown): void {
		const { clientId, name, status, secrets, credentials } = answer as Seen;
		this.#held.push({ clientId, name, status, secrets: new Map([[secrets[0]?.secretId ?? '', credentials]]) });
		this.#count(this.promised, `${clientId} client_application.added`);
	}

	/** Asking again with the same key adds one application, whether the first request had been carried out or not. */
	async #settleAdd({ key = '', name = '' }: Doubt): Promise<void> {
		const again = await this.#request('POST', PATH, { name, privileges: ['devices:read'] }, key);
		expect(again.status).toBe(201);
		this.#hold(again.json);
		// A repetition is answered by a reveal.
		this.#count(this.doubted, `${String(again.json['clientId'])} client_secret.revealed`);
	}

	async #checkOne(held: Held, doubt: Doubt | undefined): Promise<void> {
		const { status, json } = await this.#request('GET', `${PATH}/${held.clientId}`);
		if (doubt !== undefined) this.#count(this.doubted, `${held.clientId} ${doubt.type}`);
		if (status === 404) {
			expect(doubt?.type, 'an application is gone').toBe('client_application.removed');
			this.#held = this.#held.filter((one) => one !== held);
			return;
		}
		expect(status).toBe(200);
		const seen = json as unknown as Seen;
		if (doubt?.type === 'client_application.changed') expect([held.name, doubt.name]).toContain(seen.name);
		else expect(seen.name).toBe(held.name);
		if (!/abled$/.test(doubt?.type ?? '')) expect(seen.status).toBe(held.status);
		const expected = new Set(held.secrets.keys());
		const ids = seen.secrets.map(({ secretId }) => secretId);
		if (doubt?.type === 'client_secret.added') expect(ids.slice(0, expected.size)).toEqual([...expected]);
		else if (doubt?.secretId === undefined) expect(ids).toEqual([...expected]);
		else expect([[...expected], [...expected].slice(1)]).toContainEqual(ids);
		held.name = seen.name;
		held.status = seen.status;
		// A secret that nobody was told is of no use to anyone: it goes, as an administrator would have it.
		for (const unknown of ids.filter((id) => !expected.has(id))) {
			await this.#act({ type: 'client_secret.revoked', held }, 'DELETE', `${PATH}/${held.clientId}/secrets/${unknown}`);
		}
		for (const id of expected) if (!ids.includes(id)) held.secrets.delete(id);
		await this.#checkSecrets(held);
	}

	async #checkSecrets(held: Held): Promise<void> {
		for (const { oauthCredentials } of held.secrets.values()) {
			const response = await this.#fetch('/v1/oauth2/tokens', {
				method: 'POST',
				headers: { authorization: `Basic ${oauthCredentials}` },
			});
			expect(response.status).toBe(held.status === 'enabled' ? 200 : 401);
		}
	}

	async #act(
		doubt: Doubt,
		method: string,
		path: string,
		body?: object,
		key?: string,
	): Promise<Record<string, unknown>> {
		this.#doubt = doubt;
		const { status, json } = await this.#request(method, path, body, key);
		this.#doubt = undefined;
		expect([200, 201, 204], `${method} ${path}: ${JSON.stringify(json)}`).toContain(status);
		this.acknowledged += 1;
		if (doubt.held !== undefined) this.#count(this.promised, `${doubt.held.clientId} ${doubt.type}`);
		return json;
	}

	async #request(method: string, path: string, body?: object, key?: string) {
		const headers = {
			authorization: AUTHORIZATION,
			...(body === undefined ? {} : { 'content-type': 'application/json' }),
			...(key === undefined ? {} : { 'idempotency-key': key }),
		};
		return this.#fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
	}

	async #fetch(path: string, init: RequestInit): Promise<{ status: number; json: Record<string, unknown> }> {
		try {
			const response = await fetch(`${this.#baseUrl}${path}`, init);
			const text = await response.text();
			return { status: response.status, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
		} catch (cause) {
			throw new UnansweredError('the host has died', { cause });
		}
	}

	#count(counts: Map<string, number>, key: string): void {
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
}
