import { expect } from 'vitest';
import type { Step } from './decision-laws.ts';

/** Keys come and go by what an administrator says, and those that go take their tokens with them. */
export function expectLawfulKeys({ before, command, state }: Step): void {
	const idsOf = ({ publicKeys, keySet }: typeof state): string[] =>
		[...publicKeys, keySet].flatMap((key) => key?.keyId ?? []);
	const [held, holds] = [idsOf(before), idsOf(state)];
	if (!['edit', 'remove', 'revoke_all'].includes(command.type)) {
		expect([state.publicKeys, state.keySet]).toEqual([before.publicKeys, before.keySet]);
	}
	if (state.status === 'removed' || command.type === 'revoke_all') expect(holds).toEqual([]);
	expect(new Set(holds).size).toBe(holds.length);
	expect(state.keySet === null || state.publicKeys.length === 0).toBe(true);
	const revoked = state.revokedCredentials.map(({ credentialId }) => credentialId);
	expect(holds.filter((keyId) => revoked.includes(keyId))).toEqual([]);
	if (state.status === 'removed') return;
	const gone = held.filter((keyId) => !holds.includes(keyId));
	expect(revoked).toEqual(expect.arrayContaining(gone));
}
