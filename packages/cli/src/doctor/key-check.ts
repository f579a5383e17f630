import type { KeyInspection } from '@latchkey/core';
import { type Check, check } from './check.ts';

const MAX_SHOWN = 5;
const PUT_BACK =
	'is this the key file of this store? Put missing key-encryption keys back from a copy of it: without them, what they wrap is lost';
const WITHOUT_SIGNER =
	'hosts refuse the tokens of a signing key that they cannot open, and start only where another one signs: latchkey keys rotate --now makes one';

/** Whether every key in the store unwraps, and whether an earlier key-encryption key is still needed. */
export function keyCheck({ wrappedBy, unreadable, unreadableCount }: KeyInspection, currentKeyId: string): Check {
	const total = wrappedBy.reduce((sum, { keys }) => sum + keys, 0);
	const inUse = wrappedBy.map(({ keyEncryptionKeyId, keys }) => `"${keyEncryptionKeyId}" wraps ${keys}`).join(', ');
	if (unreadableCount > 0) {
		const shown = unreadable.slice(0, MAX_SHOWN);
		const texts = [...Map.groupBy(shown, ({ reason }) => reason)].map(
			([reason, keys]) => `${keys.map(({ what }) => what).join(', ')}: ${reason}`,
		);
		const more = unreadableCount > shown.length ? `, and ${unreadableCount - shown.length} more` : '';
		return check(
			'keys',
			'fail',
			`${unreadableCount} of ${total} keys do not unwrap: ${texts.join('; ')}${more}`,
			unreadable.some(({ signsTokens }) => signsTokens) ? `${PUT_BACK}; ${WITHOUT_SIGNER}` : PUT_BACK,
		);
	}
	if (total === 0) return check('keys', 'ok', 'there are no keys in the store yet');
	const earlier = wrappedBy.filter(({ keyEncryptionKeyId }) => keyEncryptionKeyId !== currentKeyId);
	if (earlier.length > 0) {
		const advice = `wrap everything by "${currentKeyId}": latchkey rekey`;
		return check('keys', 'warn', `all ${total} keys unwrap, not all by the current one: ${inUse}`, advice);
	}
	return check('keys', 'ok', `all ${total} keys unwrap: ${inUse}`);
}
