import { z } from 'zod';
import type { ApplicationWriter } from '../applications/writer.ts';
import { SYSTEM } from '../events/event-actor.ts';
import { invalidInput, parseInput } from '../input.ts';
import type { DigestKey } from '../keys/digest-key.ts';
import { redactor } from '../logging.ts';
import type { Policies } from '../policies/policies.ts';
import type { Logger } from '../ports.ts';
import { digestsEqual, secretDigest, secretFingerprint } from '../secrets/digest.ts';
import type { ApplicationRepository } from '../store.ts';
import { type LeakPlace, leavesAnything } from './decide.ts';
import { secretsIn } from './found-secrets.ts';
import type { AssertSigned, SignedReport } from './report-signature.ts';

const MAX_FINDS = 1000;
const MAX_TOKEN_LENGTH = 8192;
const MAX_URL_LENGTH = 2048;
const MAX_NAME_LENGTH = 200;

/** What finders add to it is let pass: a report must not be lost for a member that is new. */
export const foundSecretSchema = z.object({
	/** A Client Secret, OAuth Credentials, or a text with one of them in it. */
	token: z.string().min(1).max(MAX_TOKEN_LENGTH),
	/** What the finder calls such secrets. */
	type: z.string().max(MAX_NAME_LENGTH),
	/** Where it was found. */
	url: z.string().nullish(),
	/** The kind of place it was found in. */
	source: z.string().nullish(),
});
const leakReportSchema = z.array(foundSecretSchema).max(MAX_FINDS);
export type FoundSecret = z.input<typeof foundSecretSchema>;

export interface LeakVerdict extends Pick<FoundSecret, 'token' | 'type'> {
	/**
	 * `true_positive`: when the report came, it was a working secret of this host, or one that had ended and of which
	 * tokens may have lived, or secrets that were given to who held it.
	 */
	readonly label: 'true_positive' | 'false_positive';
}

export interface LeakService {
	/**
	 * For the host itself: revokes what was found, or only tells of it, by the policy of the domain whose secret it is.
	 * One verdict for each, in their order. Can be repeated: what is revoked by then is a false positive. Where one of
	 * them fails, the others are done all the same, and it rejects.
	 */
	report(found: readonly FoundSecret[]): Promise<readonly LeakVerdict[]>;
	/** The same for a report from outside. Throws `untrusted_report` before it reads anything, then `invalid_input`. */
	receive(report: SignedReport): Promise<readonly LeakVerdict[]>;
}

export interface LeakServiceParts {
	readonly applications: Pick<ApplicationRepository, 'findByFingerprint'>;
	readonly writer: ApplicationWriter;
	readonly policies: Policies;
	readonly digestKey: DigestKey;
	readonly assertSigned: AssertSigned;
	readonly logger: Logger;
	readonly secretPrefix: string;
}

export function leakService(parts: LeakServiceParts): LeakService {
	const { applications, writer, policies, digestKey, assertSigned, logger, secretPrefix } = parts;
	const redact = redactor(secretPrefix);

	/** Whether it is a secret that works here, or has left anything that does; if so, it is dealt with. */
	async function deal(secretText: string, place: LeakPlace): Promise<boolean> {
		const key = await digestKey.get();
		const application = await applications.findByFingerprint(secretFingerprint(key, secretText));
		if (application === undefined) return false;
		const { customerId, domainId, clientId } = application;
		const digest = secretDigest(key, clientId, secretText);
		// By the digest that opens doors: a fingerprint that somebody put into another row revokes nothing there.
		const { secrets, endedSecrets } = application;
		const secret = [...secrets, ...endedSecrets].find((candidate) => digestsEqual(candidate.digest, digest));
		if (secret === undefined || !leavesAnything(application, secret.secretId)) return false;
		const { secretId } = secret;
		const tenant = { customerId, domainId };
		const revoke = (await policies.ensure(tenant)).rules.onLeak !== 'notify';
		await writer.change(tenant, clientId, SYSTEM, () => ({ type: 'report_leak', secretId, place, revoke }));
		logger.warn({ ...tenant, clientId, secretId, ...place, revoked: revoke }, 'a leaked secret was reported');
		return true;
	}

	async function report(found: readonly FoundSecret[]): Promise<readonly LeakVerdict[]> {
		const finds = found.map((find) => ({ ...find, secrets: secretsIn(find.token, secretPrefix) }));
		// A secret that was found in several places is dealt with once.
		const places = new Map<string, LeakPlace>();
		for (const { secrets, url, source } of finds) {
			const place = { url: told(url, MAX_URL_LENGTH), source: told(source, MAX_NAME_LENGTH) };
			for (const secretText of secrets) if (!places.has(secretText)) places.set(secretText, place);
		}
		const ours = new Set<string>();
		const failures: unknown[] = [];
		for (const [secretText, place] of places) {
			try {
				if (await deal(secretText, place)) ours.add(secretText);
			} catch (error) {
				failures.push(error);
			}
		}
		if (failures.length > 0) throw failures[0];
		return finds.map(({ token, type, secrets }) => ({
			token,
			type,
			label: secrets.some((secretText) => ours.has(secretText)) ? 'true_positive' : 'false_positive',
		}));
	}

	/** A place may have a secret in its name. */
	function told(text: string | null | undefined, maxLength: number): string | null {
		return text === null || text === undefined ? null : redact(text).slice(0, maxLength);
	}

	return {
		report: async (found) => report(parseInput(leakReportSchema, found)),
		async receive(signed) {
			await assertSigned(signed);
			return report(parseInput(leakReportSchema, parseJson(signed.body)));
		},
	};
}

function parseJson(body: Uint8Array): unknown {
	try {
		return JSON.parse(Buffer.from(body).toString('utf8'));
	} catch {
		throw invalidInput([{ path: [], message: 'must be JSON' }]);
	}
}
