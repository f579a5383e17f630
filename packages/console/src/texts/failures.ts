import type { Failure } from '../api/failure.ts';

/** What happened, and what to do about it. */
export interface FailureWords {
	readonly title: string;
	readonly advice: string;
}

const WORDS: Readonly<Record<string, FailureWords>> = {
	away: {
		title: 'The server does not answer',
		advice: 'Nothing was lost. Check your connection and try again in a moment.',
	},
	unauthenticated: { title: 'You are signed out', advice: 'Sign in again to go on.' },
	forbidden: {
		title: 'You may not do this',
		advice: 'Your rights have changed, or another role is needed. Ask an administrator of this domain.',
	},
	'not-found': {
		title: 'It is no longer there',
		advice: 'Somebody else has removed it, or it is no longer yours to see. Reload the list.',
	},
	'precondition-failed': {
		title: 'Somebody else changed it meanwhile',
		advice: 'Look at what it is now, and decide again.',
	},
	conflict: { title: 'Others are changing it right now', advice: 'Try again in a moment.' },
	'show-once': {
		title: 'Secrets of this domain are shown once',
		advice: 'This one can no longer be shown. Rotate to get a new one.',
	},
	'no-rotation': { title: 'No rotation is under way', advice: 'It was completed or taken back meanwhile.' },
	'successor-in-use': {
		title: 'The integration already uses the new secret',
		advice: 'Complete the rotation, or revoke the new secret if it must stop.',
	},
	'domain-removed': { title: 'This domain was removed', advice: 'Nothing can be added to it any more.' },
	'idempotency-key-reused': {
		title: 'It was already added under another name',
		advice: 'Close this, look at the list, and add again if it is not there.',
	},
	'idempotent-answer-gone': {
		title: 'It was already added',
		advice: 'Close this and find it in the list. Rotate its secret to get one that you can see.',
	},
	'key-in-use': {
		title: 'Another certificate has this key',
		advice: 'Make a new key, and a request for it.',
	},
	'no-notifications': {
		title: 'This platform sends no notifications',
		advice: 'Ask those who run it to turn them on.',
	},
	'endpoint-disabled': { title: 'The endpoint is disabled', advice: 'Enable it first.' },
	'outbox-full': { title: 'Too many changes wait to be passed on', advice: 'Try again in a few seconds.' },
	'store-unavailable': {
		title: 'The data cannot be reached right now',
		advice: 'Nothing was changed. Try again in a moment.',
	},
	'cross-origin': {
		title: 'The browser sent this from another site',
		advice: 'Open this page at the address of your platform and try again.',
	},
};

export function failureInEnglish({ kind, problem }: Failure): FailureWords {
	const known = WORDS[kind];
	if (known !== undefined) return known;
	switch (kind) {
		case 'limit-reached':
			return {
				title: 'The domain is full',
				advice: `It may have ${problem?.limit ?? 'no more'} client applications. Remove one that nobody uses, and try again.`,
			};
		case 'too-many-secrets':
			return { title: 'Too many secrets', advice: sentence(problem?.detail) };
		case 'too-many-certificates':
			return { title: 'Too many certificates', advice: sentence(problem?.detail) };
		case 'too-many-revoked':
			return { title: 'Too many credentials were revoked of late', advice: 'Try again in two days.' };
		case 'privilege-not-grantable':
			return {
				title: 'You may not grant this',
				advice: `Only somebody who holds ${problem?.privileges?.join(', ') ?? 'a privilege'} can give it, or hold its secrets.`,
			};
		case 'invalid-input':
			return {
				title: 'Something is not filled in right',
				advice: sentence(problem?.issues?.map(({ path, message }) => [...path, message].join(' ')).join('; ')),
			};
		default:
			return {
				title: 'Something went wrong',
				advice: `Try again. If it happens again, tell your administrator${problem?.requestId === undefined ? '.' : ` the request id ${problem.requestId}.`}`,
			};
	}
}

function sentence(text = 'try again'): string {
	return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
