/** What the demo's own pages may load: as strict as Latchkey's. */
export const PAGE_HEADERS = {
	'Cache-Control': 'no-store',
	'Content-Security-Policy':
		"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
	// Not stricter: without a referrer a form would not say that it comes from here.
	'Referrer-Policy': 'same-origin',
	'X-Content-Type-Options': 'nosniff',
};

export function documentHtml(title: string, body: string, script = ''): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/demo.css">
${script}</head>
<body>
${body}
</body>
</html>
`;
}
