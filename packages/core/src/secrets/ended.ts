import type { ClientApplication } from '../applications/client-application.ts';
import { type ClientSecret, type EndedSecret, secretEndsAt } from './client-secret.ts';

/** Bounds the document: the last ones. */
export const MAX_ENDED_SECRETS = 64;

/**
 * Remembers what a decision has taken out, for as long as a token of it may live or a credential that was given to its
 * holder works: until then somebody may find it, and it must be known what to do about that.
 */
export function rememberEnded(
	before: ClientApplication,
	after: ClientApplication,
	leakedId: string | undefined,
	now: number,
	memoryMs: number,
): ClientApplication {
	if (after.status === 'removed') return after;
	const working = new Set(after.secrets.map(({ secretId }) => secretId));
	const gone = before.secrets.filter(({ secretId }) => !working.has(secretId));
	if (gone.length === 0 && after.endedSecrets.length === 0) return after;
	const handedOn = new Set([...after.secrets, ...after.certificates].flatMap(({ ancestors }) => ancestors));
	const all = [...after.endedSecrets, ...gone.map((secret) => endedOf(secret, secret.secretId === leakedId, now))];
	const kept = all.flatMap((ended) => {
		if (now <= ended.endedAt + memoryMs) return [ended];
		// Without a token that lives, only what was given to its holder counts.
		return handedOn.has(ended.secretId) ? [ended.ancestors.length === 0 ? ended : { ...ended, ancestors: [] }] : [];
	});
	const endedSecrets = kept.slice(-MAX_ENDED_SECRETS);
	const { endedSecrets: known } = after;
	const same = known.length === endedSecrets.length && known.every((ended, index) => ended === endedSecrets[index]);
	return same ? after : { ...after, endedSecrets };
}

function endedOf(secret: ClientSecret, leaksNow: boolean, now: number): EndedSecret {
	const { secretId, digest, fingerprint, ancestors, leakedAt } = secret;
	const endedAt = Math.min(now, secretEndsAt(secret) ?? now);
	return { secretId, digest, fingerprint, ancestors, endedAt, leakedAt: leakedAt ?? (leaksNow ? now : null) };
}
