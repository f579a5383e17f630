import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { PAGE_HEADERS } from '../pages/document.ts';
import { LOOK } from '../pages/look.ts';
import { type ShellPath, shellPage } from '../pages/shell.ts';
import { userBy } from '../users.ts';
import { signInPage } from './page.ts';
import type { Sessions } from './sessions.ts';

export const DEFAULT_PASSWORD = 'demo';

interface PagesOptions {
	readonly password: string;
	/** Where integrations reach the demo. */
	readonly baseUrl: string;
}

/** The demo's pages for people, who sign in once; scripts send their password with each request instead. */
export function pagesRouter(sessions: Sessions, { password, baseUrl }: PagesOptions): Router {
	const router = express.Router();
	const ownPassword = password !== DEFAULT_PASSWORD;
	const form = express.urlencoded({ extended: false, limit: '4kb' });

	const shell =
		(path: ShellPath): RequestHandler =>
		(request, response) => {
			const user = sessions.userOf(request.headers.cookie);
			if (user === undefined) response.redirect(303, '/sign-in');
			else
				response
					.set(PAGE_HEADERS)
					.type('html')
					.send(shellPage(user, path, baseUrl));
		};
	router.get('/', shell('/'));
	router.get('/integration/client-applications', shell('/integration/client-applications'));
	router.get('/demo.css', (_request, response) => {
		response.set(PAGE_HEADERS).type('css').send(LOOK);
	});
	router.get('/sign-in', (_request, response) => {
		response.set(PAGE_HEADERS).type('html').send(signInPage(password, { ownPassword }));
	});
	router.post('/sign-in', fromHere, form, (request, response) => {
		const { user: userId, password: given } = (request.body ?? {}) as Record<string, unknown>;
		const user = userBy(String(userId), String(given), password);
		if (user === undefined) {
			response
				.status(401)
				.set(PAGE_HEADERS)
				.type('html')
				.send(signInPage(password, { wrong: true, ownPassword }));
			return;
		}
		response.set('Set-Cookie', sessions.begin(user)).redirect(303, '/');
	});
	router.post('/sign-out', fromHere, (request, response) => {
		response.set('Set-Cookie', sessions.end(request.headers.cookie)).redirect(303, '/sign-in');
	});
	return router;
}

/** Nobody is signed in or out by a form on another site. */
const fromHere = (request: Request, response: Response, next: () => void): void => {
	const { origin, host } = request.headers;
	if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) next();
	else response.status(403).set(PAGE_HEADERS).type('text').send('This form is of another site.\n');
};
