import { documentHtml } from '../pages/document.ts';
import { USERS } from '../users.ts';

/** One button for each user, so that one can be tried after the other. */
export function signInPage(password: string, { wrong = false, ownPassword }: SignInPageOptions): string {
	const buttons = USERS.map(
		({ userId, role }) =>
			`<button name="user" value="${userId}"><strong>${userId}</strong><span>${role}</span></button>`,
	);
	return documentHtml(
		'Sign in',
		`<main class="sign-in">
<h1>Sign in to the demo</h1>
<p>Each user sees and may do something else. You can come back and try another one.</p>
${wrong ? '<p class="wrong" role="alert">The password is wrong.</p>' : ''}
<form method="post" action="/sign-in" class="users">
<label>Password<input type="password" name="password" autocomplete="current-password" required value="${ownPassword ? '' : password}"></label>
${buttons.join('\n')}
</form>
</main>`,
	);
}

export interface SignInPageOptions {
	readonly wrong?: boolean;
	/** Whether the password is one that only those who started the demo know. */
	readonly ownPassword: boolean;
}
