/** The request for a token (RFC 6749 §4.4.2), as a shell takes it. Neither part can hold a quote. */
export function curlLine(tokenEndpoint: string, oauthCredentials: string): string {
	return `curl -s '${tokenEndpoint}' -H 'Authorization: Basic ${oauthCredentials}' -d grant_type=client_credentials`;
}
