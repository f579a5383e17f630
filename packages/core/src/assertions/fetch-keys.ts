import { z } from 'zod';
import type { Outbound } from '../ports.ts';
import { freshFor } from './freshness.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';

export interface FetchedKeys {
	readonly keys: readonly PublicKey[];
	readonly freshMs: number;
}

const TIMEOUT_MS = 5000;
/** Room for a hundred keys. */
const MAX_BYTES = 65_536;
const MAX_KEYS = 100;

const keySetSchema = z.looseObject({ keys: z.array(z.looseObject({})).max(MAX_KEYS) });

/**
 * Fetches a JWK Set (RFC 7517 §5), whatever it is said to be by its Content-Type. What in it is no key that verifies
 * assertions is passed over (§5). Rejects where there is no such answer; the message holds nothing of it.
 */
export async function fetchKeys(outbound: Outbound, uri: string): Promise<FetchedKeys> {
	const answer = await outbound.send({
		method: 'GET',
		url: uri,
		headers: { accept: 'application/jwk-set+json, application/json', 'user-agent': 'Latchkey' },
		body: '',
		timeoutMs: TIMEOUT_MS,
		keepBytes: MAX_BYTES,
	});
	if (answer.status !== 200) throw new Error(`it answered ${answer.status}`);
	const { data } = keySetSchema.safeParse(parsed(answer.bodyStart));
	if (data === undefined) throw new Error('its answer is no JWK Set, or too long a one');
	const keys = data.keys.flatMap((jwk) => {
		const read = readPublicKey(jwk);
		return 'key' in read ? [read.key] : [];
	});
	return { keys, freshMs: freshFor(answer.headers['cache-control']) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
