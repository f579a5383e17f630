import { invalidInput } from '../input.ts';

/** Ten years: beyond this, an expiry is a typing error. */
const MAX_SECRET_LIFETIME_MS = 3_653 * 86_400_000;

/** An expiry must lie ahead, and not absurdly far. Throws `invalid_input`, naming the member. */
export function assertExpiry(expiresAt: number | null, now: number, member: string): void {
	if (expiresAt === null) return;
	if (expiresAt <= now) throw invalidInput([{ path: [member], message: 'must lie in the future' }]);
	if (expiresAt > now + MAX_SECRET_LIFETIME_MS) {
		throw invalidInput([{ path: [member], message: 'must lie within ten years' }]);
	}
}
