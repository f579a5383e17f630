import { randomBytes } from 'node:crypto';
import type { DemoUser } from '../users.ts';

const LIFETIME_MS = 8 * 3_600_000;
/** More are forgotten, oldest first: a demo is no place to fill the memory of. */
const MOST = 1000;
const NAME = 'latchkey_demo';

/** Who is signed in, by a cookie that no script can read and no other site can send. In memory, as for a demo. */
export interface Sessions {
	/** The `Set-Cookie` of a new session. */
	begin(user: DemoUser): string;
	/** The user behind a `Cookie` header. */
	userOf(cookies: string | undefined): DemoUser | undefined;
	/** The `Set-Cookie` that ends the session behind a `Cookie` header. */
	end(cookies: string | undefined): string;
}

/** `secure` where the demo is reached by HTTPS. */
export function sessions({ secure }: { readonly secure: boolean }): Sessions {
	const users = new Map<string, { readonly user: DemoUser; readonly endsAt: number }>();
	const cookie = (value: string, seconds: number): string =>
		`${NAME}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
	return {
		begin(user) {
			const id = randomBytes(32).toString('base64url');
			users.set(id, { user, endsAt: Date.now() + LIFETIME_MS });
			for (const oldest of users.keys()) {
				if (users.size <= MOST) break;
				users.delete(oldest);
			}
			return cookie(id, LIFETIME_MS / 1000);
		},
		userOf(cookies) {
			const found = users.get(idIn(cookies));
			return found !== undefined && found.endsAt > Date.now() ? found.user : undefined;
		},
		end(cookies) {
			users.delete(idIn(cookies));
			return cookie('', 0);
		},
	};
}

function idIn(cookies = ''): string {
	return new RegExp(`(?:^|;\\s*)${NAME}=([\\w-]+)`).exec(cookies)?.[1] ?? '';
}
