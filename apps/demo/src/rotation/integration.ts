import type { Time } from './fast-time.ts';
import type { AccessToken, HeldSecret, PlatformApi } from './platform-api.ts';
import type { Tally } from './tally.ts';

export interface InstanceOptions extends Time {
	readonly api: PlatformApi;
	/** What it was configured with. */
	readonly secret: HeldSecret;
	/** How often it asks whether a rotation waits for it, in milliseconds. */
	readonly askEveryMs: number;
	readonly tally: Tally;
	/** Hears that it took a new secret up. */
	readonly onTakenUp: (secret: HeldSecret) => void;
}

/**
 * One running instance of an integration: it calls the API without a pause, and needs nobody to be given a new secret.
 */
export interface IntegrationInstance {
	/** Resolves when what it was doing is done. */
	stop(): Promise<void>;
}

const CALL_EVERY_MS = 6000;

export function runInstance(options: InstanceOptions): IntegrationInstance {
	const { api, clock, scheduler, askEveryMs, tally, onTakenUp } = options;
	let { secret } = options;
	let token: AccessToken | undefined;
	let renewAt = 0;
	let askAt = clock.now() + askEveryMs;
	let stopped = false;

	async function renewToken(): Promise<AccessToken> {
		const askedAt = clock.now();
		tally.tokenRequests += 1;
		const renewed = await api.token(secret.oauthCredentials);
		// Half of its life is left for a platform that does not answer at once.
		renewAt = askedAt + renewed.lifetime * 500;
		return renewed;
	}

	/**
	 * `GET …/self` says whether a rotation is under way; `POST …/self/secrets` answers with the secret that takes over.
	 */
	async function takeUpWhatWaits(): Promise<void> {
		askAt = clock.now() + askEveryMs;
		const rotation = await api.rotationNews(secret.oauthCredentials);
		if (rotation === null || rotation.secretId === secret.secretId) return;
		secret = await api.takeUp(secret.oauthCredentials);
		onTakenUp(secret);
		token = await renewToken();
	}

	async function turn(): Promise<void> {
		if (clock.now() >= askAt) await takeUpWhatWaits();
		if (token === undefined || clock.now() >= renewAt) token = await renewToken();
		tally.apiCalls += 1;
		await api.listDevices(token.text);
	}

	async function run(): Promise<void> {
		while (!stopped) {
			await turn().catch((error: unknown) => tally.failures.push(String(error)));
			await scheduler.delay(CALL_EVERY_MS);
		}
	}

	const running = run();
	return {
		async stop() {
			stopped = true;
			await running;
		},
	};
}
