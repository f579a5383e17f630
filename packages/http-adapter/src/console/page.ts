export interface PageOptions {
	/**
	 * Where the API router is mounted, as the browser sees it, such as `/latchkey`; the path of `baseUrl` where absent.
	 */
	readonly apiPath?: string;
	/** Where a user who is signed out is sent. */
	readonly signInUrl?: string;
	/** `Client applications` where absent. */
	readonly title?: string;
}

interface PageParts extends PageOptions {
	readonly apiPath: string;
	readonly tokenEndpoint: string;
}

/** The whole page: a document that holds the component and nothing else. */
export function pageHtml(
	base: string,
	{ apiPath, tokenEndpoint, signInUrl, title = 'Client applications' }: PageParts,
): string {
	const signIn = signInUrl === undefined ? '' : ` sign-in-url="${escaped(signInUrl)}"`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="${escaped(base)}/page.css">
<script type="module" src="${escaped(base)}/client-applications.js"></script>
</head>
<body>
<main><client-applications api-base="${escaped(apiPath)}" token-endpoint="${escaped(tokenEndpoint)}"${signIn}></client-applications></main>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
}

export const PAGE_CSS = `:root {
	color-scheme: light dark;
	background: light-dark(#ffffff, #15171c);
	color: light-dark(#1a1d23, #e8eaee);
	font-family: Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
body {
	margin: 0;
}
`;

/** Only what the page itself is made of, and its own API: nothing inline, nothing evaluated, nothing from elsewhere. */
export const PAGE_POLICY = [
	"default-src 'none'",
	"script-src 'self'",
	"style-src 'self'",
	"connect-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
	"frame-ancestors 'none'",
	"require-trusted-types-for 'script'",
	'trusted-types lit-html',
].join('; ');

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
