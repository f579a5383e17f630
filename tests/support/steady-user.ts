import { type EmbeddedAnswer, type EmbeddedHost, tokenOf } from './embedded-host.ts';

const PATH = '/v1/domains/main/client-applications';
const MOST_APPLICATIONS = 8;

/** An application that a host has answered for. */
export interface HeldApplication {
	readonly clientId: string;
	/** The one that was answered for last, and those asked for since that nobody knows about. */
	readonly names: readonly string[];
}

/** Adds, renames and asks for tokens, one after the other, until it is stopped, whatever it is told. */
export interface SteadyUser {
	successes(): number;
	/** How often it was told that the store is away. */
	refusals(): number;
	/** Answers that nobody must ever get, store or no store. */
	readonly faults: readonly string[];
	/** Asks once more for what was never answered for; resolves when that is done. */
	stop(): Promise<void>;
	held(): readonly HeldApplication[];
}

interface Held {
	readonly clientId: string;
	readonly oauthCredentials: string;
	names: readonly string[];
}

export function keepUsing(host: EmbeddedHost, name: string): SteadyUser {
	const held: Held[] = [];
	const faults: string[] = [];
	let successes = 0;
	let refusals = 0;
	let stopping = false;
	let made = 0;
	/** Of an add that was not answered for: it is asked for again by its Idempotency-Key. */
	let unanswered: string | undefined;

	function newName(): string {
		made += 1;
		return `${name}.${made}`;
	}

	function succeeded(what: string, expected: number, { status, headers, text }: EmbeddedAnswer): boolean {
		if (status === expected) {
			successes += 1;
			return true;
		}
		refusals += 1;
		const saysWhen = Number(headers.get('retry-after')) > 0;
		if (status !== 503 || !saysWhen)
			faults.push(`${what}: ${status} ${text} retry-after ${headers.get('retry-after')}`);
		return false;
	}

	async function add(): Promise<void> {
		unanswered ??= newName();
		const headers = { 'idempotency-key': unanswered };
		const body = { name: unanswered, privileges: ['devices:read'] };
		const answer = await host.call('admin', 'POST', PATH, { headers, body });
		if (!succeeded('add', 201, answer)) return;
		const { clientId, oauthCredentials } = answer.json['credentials'] as Record<string, string>;
		held.push({ clientId: String(clientId), oauthCredentials: String(oauthCredentials), names: [unanswered] });
		unanswered = undefined;
	}

	async function rename(one: Held): Promise<void> {
		const wanted = newName();
		one.names = [...one.names, wanted];
		const answer = await host.call('admin', 'PATCH', `${PATH}/${one.clientId}`, { body: { name: wanted } });
		if (succeeded('rename', 200, answer)) one.names = [wanted];
	}

	async function run(): Promise<void> {
		for (let turn = 0; !stopping; turn++) {
			const one = held[turn % Math.max(held.length, 1)];
			if (one === undefined || unanswered !== undefined || (turn % 3 === 0 && held.length < MOST_APPLICATIONS))
				await add();
			else if (turn % 3 === 1) await rename(one);
			else succeeded('token', 200, await tokenOf(host, one.oauthCredentials));
		}
		while (unanswered !== undefined && faults.length === 0) await add();
	}

	const running = run();
	return {
		successes: () => successes,
		refusals: () => refusals,
		faults,
		stop() {
			stopping = true;
			return running;
		},
		held: () => held,
	};
}
