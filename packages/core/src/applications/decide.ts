import { addCertificate, type NewCertificate } from '../certificates/decide.ts';
import { type FirstUse, recordAdoption } from '../credentials/adopt.ts';
import { revokeAllCredentials, revokeCredential } from '../credentials/revoke.ts';
import type { Decision } from '../events/decision.ts';
import { inTurn } from '../events/in-turn.ts';
import { type LeakPlace, reportLeak } from '../leaks/decide.ts';
import { type AdvanceFacts, applyRules, concludeRotation, nextReviewAt } from '../lifecycle/advance.ts';
import { cancelRotation, completeRotation, takeUp } from '../lifecycle/rotation.ts';
import { addSecret, type NewSecret, type RotationTerms, shredSealed } from '../secrets/decide.ts';
import { rememberEnded } from '../secrets/ended.ts';
import type { ClientApplication } from './client-application.ts';
import { type Edit, edit, invalidateTokens, remove } from './edit.ts';
import { settle } from './settle.ts';

export type ApplicationCommand =
	| ({ readonly type: 'edit' } & Edit)
	| { readonly type: 'remove' }
	| { readonly type: 'record_reveal'; readonly secretId: string }
	| { readonly type: 'add_secret'; readonly secret: NewSecret; readonly terms: RotationTerms }
	/** Of a rotation that is offered or lost its answer; `presented` is the secret by which an integration asks. */
	| {
			readonly type: 'take_up';
			readonly secret: NewSecret;
			readonly terms: RotationTerms;
			readonly presented?: string | undefined;
	  }
	/** The successor is shown to the integration that presented an earlier secret. */
	| { readonly type: 'hand_over'; readonly secretId: string; readonly ancestors: readonly string[] }
	| { readonly type: 'complete_rotation' }
	| { readonly type: 'cancel_rotation' }
	| { readonly type: 'record_adoption'; readonly use: FirstUse }
	| { readonly type: 'revoke_secret'; readonly secretId: string; readonly leaked: boolean }
	/** Issued, signed or registered; `overlapMs` is how long the certificates before it go on working. */
	| { readonly type: 'add_certificate'; readonly certificate: NewCertificate; readonly overlapMs: number }
	| { readonly type: 'revoke_certificate'; readonly certificateId: string; readonly leaked: boolean }
	/** Every token so far; the credentials work on. */
	| { readonly type: 'invalidate_tokens' }
	/** Every credential and every token. */
	| { readonly type: 'revoke_all'; readonly leaked: boolean }
	/** A secret was found where it does not belong. */
	| { readonly type: 'report_leak'; readonly secretId: string; readonly place: LeakPlace; readonly revoke: boolean }
	/** Under show-once: nothing that could reveal may stay. */
	| { readonly type: 'shred_sealed' }
	/** The rules have changed: the life cycle should look at it. */
	| { readonly type: 'review' }
	/** What time has brought about, by the domain's rules and by what is known of its use. */
	| { readonly type: 'advance'; readonly facts: AdvanceFacts }
	/** Nothing but what the end of credentials has brought about. */
	| { readonly type: 'settle' };

export interface DecisionRules {
	/** How long a revoked credential is remembered: at least as long as its last token can live. Milliseconds. */
	readonly revocationMemoryMs: number;
}

/**
 * Every change of an application: a function of its state, one command and the time. Whoever calls it has checked that
 * the command is allowed and that what it names exists; a removed application changes no more.
 */
export function decide(
	application: ClientApplication,
	command: ApplicationCommand,
	now: number,
	rules: DecisionRules,
): Decision<ClientApplication> {
	if (application.status === 'removed') return { state: application, events: [] };
	if (command.type === 'review') return { state: dueAtOnce(application, now), events: [] };
	const { state: decided, events } = inTurn(application, ...stepsOf(command, now, rules));
	const leakedId = command.type === 'report_leak' ? command.secretId : undefined;
	const state = rememberEnded(application, decided, leakedId, now, rules.revocationMemoryMs);
	const nextDueAt = dueAt(application, state, command, now);
	if (state === application && nextDueAt === application.nextDueAt) return { state: application, events };
	// Having been looked at is no change that anybody should see.
	const updatedAt = state === application ? application.updatedAt : now;
	return { state: { ...state, updatedAt, nextDueAt }, events };
}

/** And no more: it comes of relaying, and a full outbox has no room for what settling would tell. */
function dueAtOnce(application: ClientApplication, now: number): ClientApplication {
	const { nextDueAt } = application;
	return nextDueAt !== null && nextDueAt <= now ? application : { ...application, nextDueAt: now };
}

type Acting = Exclude<ApplicationCommand, { readonly type: 'review' }>;

type Step = (state: ClientApplication) => Decision<ClientApplication>;

/**
 * Twice settled: before, so that nothing is decided over what has ended; after, since some commands end things at once.
 */
function stepsOf(command: Acting, now: number, rules: DecisionRules): readonly Step[] {
	const settling: Step = (state) => settle(state, now, rules.revocationMemoryMs);
	const act: Step = (state) => apply(state, command, now);
	switch (command.type) {
		case 'advance':
			return [(state) => concludeRotation(state, command.facts, now), settling, act, settling];
		// A credential that has ended a moment ago may have left tokens, which this must still kill.
		case 'revoke_secret':
		case 'revoke_certificate':
		case 'report_leak':
			return [act, settling];
		default:
			return [settling, act, settling];
	}
}

/** The life cycle reckons when it must look again; whatever else changes what it reckons with makes it look at once. */
function dueAt(before: ClientApplication, after: ClientApplication, command: Acting, now: number): number | null {
	if (after.status === 'removed') return null;
	if (command.type === 'advance') return nextReviewAt(after, command.facts, now);
	const moved =
		before.secrets !== after.secrets ||
		before.certificates !== after.certificates ||
		before.status !== after.status ||
		before.lifecycle !== after.lifecycle;
	return moved ? Math.min(now, after.nextDueAt ?? now) : after.nextDueAt;
}

function apply(application: ClientApplication, command: Acting, now: number): Decision<ClientApplication> {
	switch (command.type) {
		case 'edit':
			return edit(application, command, now);
		case 'remove':
			return remove(application, now);
		case 'record_reveal':
			return revealed(application, command.secretId);
		case 'add_secret':
			return addSecret(application, command.secret, command.terms, now);
		case 'take_up':
			return takeUp(application, command.secret, command.terms, command.presented, now);
		case 'hand_over':
			return handOver(application, command.secretId, command.ancestors);
		case 'complete_rotation':
			return completeRotation(application);
		case 'cancel_rotation':
			return cancelRotation(application, now);
		case 'record_adoption':
			return recordAdoption(application, command.use);
		case 'revoke_secret':
			return revokeCredential(application, command.secretId, command.leaked, now);
		case 'add_certificate':
			return addCertificate(application, command.certificate, command.overlapMs, now);
		case 'revoke_certificate':
			return revokeCredential(application, command.certificateId, command.leaked, now);
		case 'invalidate_tokens':
			return {
				state: invalidateTokens(application, now),
				events: [{ type: 'client_application.tokens_revoked', data: {} }],
			};
		case 'revoke_all':
			return revokeAllCredentials(application, command.leaked, now);
		case 'report_leak':
			return reportLeak(application, command.secretId, command.place, command.revoke, now);
		case 'shred_sealed':
			return shredSealed(application);
		case 'advance':
			return applyRules(application, command.facts, now);
		case 'settle':
			return { state: application, events: [] };
	}
}

function revealed(application: ClientApplication, secretId: string): Decision<ClientApplication> {
	return { state: application, events: [{ type: 'client_secret.revealed', data: { secretId } }] };
}

function handOver(
	application: ClientApplication,
	secretId: string,
	ancestors: readonly string[],
): Decision<ClientApplication> {
	const secrets = application.secrets.map((secret) => {
		if (secret.secretId !== secretId) return secret;
		return { ...secret, ancestors: [...new Set([...ancestors, ...secret.ancestors])] };
	});
	return revealed({ ...application, secrets }, secretId);
}
