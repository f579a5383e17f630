import type { DemoUser } from '../users.ts';
import { documentHtml } from './document.ts';

const LINKS = [
	{ path: '/', label: 'Overview' },
	{ path: '/integration/client-applications', label: 'Client Applications', group: 'Integration' },
] as const;
export type ShellPath = (typeof LINKS)[number]['path'];

const MODULE = '<script type="module" src="/console/client-applications.js"></script>\n';

/** The platform's own console, with Latchkey's component in it as one page among others. */
export function shellPage(user: DemoUser, path: ShellPath, baseUrl: string): string {
	const links = LINKS.map((link) => {
		const current = link.path === path ? ' aria-current="page"' : '';
		const heading = 'group' in link ? `<h2>${link.group}</h2>` : '';
		return `${heading}<ul><li><a href="${link.path}"${current}>${link.label}</a></li></ul>`;
	});
	const label = LINKS.find((link) => link.path === path)?.label ?? '';
	const onPage = path !== '/';
	return documentHtml(
		`${label} · Demo platform`,
		`<div class="shell">
<nav class="side" aria-label="Main">
<p class="brand">Demo platform</p>
${links.join('\n')}
<form method="post" action="/sign-out" class="who">
<strong>${user.userId}</strong>${user.role}<br><button>Sign out</button>
</form>
</nav>
<main>
${onPage ? component(user, baseUrl) : overview(user)}
</main>
</div>`,
		onPage ? MODULE : '',
	);
}

function component({ domains }: DemoUser, baseUrl: string): string {
	const [domainId = ''] = Object.keys(domains);
	return `<client-applications domain="${domainId}" token-endpoint="${baseUrl}/oauth2/token" sign-in-url="/sign-in"></client-applications>`;
}

function overview({ customerId }: DemoUser): string {
	return `<div class="overview">
<h1>Overview</h1>
<p>This stands for the platform of ${customerId}, which has Latchkey built in. Its integrations are looked after under
<a href="/integration/client-applications">Integration › Client Applications</a>.</p>
<p>The <a href="/console">same page by itself</a> is what a platform without a console of its own mounts.</p>
</div>`;
}
