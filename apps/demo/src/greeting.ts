import { DEFAULT_PASSWORD } from './sign-in/router.ts';
import { USERS } from './users.ts';

/**
 * What the demo says when it serves: where, as whom, and three lines to paste. `certificate` is the file of its own,
 * where it has one.
 */
export function greeting(baseUrl: string, password: string, certificate?: string): string {
	const longest = Math.max(...USERS.map(({ userId }) => userId.length));
	const users = USERS.map(({ userId, role }) => `  ${userId.padEnd(longest)}  ${role}`);
	const shown = password === DEFAULT_PASSWORD ? password : '$DEMO_PASSWORD';
	const curl = certificate === undefined ? 'curl' : `curl --cacert "${certificate}"`;
	const value = (member: string): string => `sed -n 's/.*"${member}":"\\([^"]*\\)".*/\\1/p'`;
	return `
Latchkey's demo serves its page at ${baseUrl}/

Sign in there as one of these (password: ${shown}):
${users.join('\n')}

Or do without a browser. Add a client application, and keep its OAuth Credentials:
  CREDENTIALS=$(${curl} -s -u "super@acme:${shown}" ${baseUrl}/v1/domains/acme-phones/client-applications -H "content-type: application/json" -d '{"name":"My EMM","privileges":["devices:read"]}' | ${value('oauthCredentials')}); echo "$CREDENTIALS"

Get a bearer token with them:
  TOKEN=$(${curl} -s -X POST ${baseUrl}/v1/oauth2/tokens -H "accept: application/json" -H "authorization: Basic $CREDENTIALS" -H "content-type: application/x-www-form-urlencoded" | ${value('access_token')}); echo "$TOKEN"

Call the API that it opens:
  ${curl} -s ${baseUrl}/v1/devices -H "authorization: Bearer $TOKEN"
`;
}
