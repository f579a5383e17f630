import { posix } from 'node:path';
import { type Violation, violationAt, type WorkspaceFile } from './violation.ts';

/** What documentation may point to. */
export interface Workspace {
	/** Files and folders, from the root, with `/`. */
	readonly paths: ReadonlySet<string>;
	readonly scripts: ReadonlySet<string>;
	/** Text of the Markdown files by path, for the headings that a link may name. */
	readonly pages: ReadonlyMap<string, string>;
}

const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1\s*$/gm;
const SPAN = /`[^`\n]+`/g;
const LINK = /\]\(\s*<?([^)\s>]+)>?[^)]*\)|^[ \t]*\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)/gm;
const SCHEME = /^[a-z][a-z\d+.-]*:|^\/\//i;
const PATH = /(?<![\w@/.:-])(?:\.changeset|\.ci|apps|bench|docs|packages|tests|tools)\/[\w.@/-]*\w(?![\w*<{…])/g;
/** Made on the reader's machine. */
const MADE = /\/(?:data|dist|node_modules)(?:\/|$)/;
const SCRIPT = /\bnpm (?:run |run-script )?(?:--?[\w=-]+ )*([a-z][\w:-]*)/g;
const NPM_COMMANDS = new Set(['add', 'ci', 'exec', 'i', 'init', 'install', 'pack', 'publish', 'uninstall', 'update']);

/** Relative links, paths and scripts that documentation names must be there. */
export function checkDocumentation(page: WorkspaceFile, workspace: Workspace): Violation[] {
	return [...checkLinks(page, workspace), ...checkCode(page, workspace)];
}

function checkLinks(page: WorkspaceFile, { paths, pages }: Workspace): Violation[] {
	const prose = blank(blank(page.text, FENCE), SPAN);
	return [...prose.matchAll(LINK)].flatMap(({ index, 1: inline, 2: reference }) => {
		const link = inline ?? reference ?? '';
		if (SCHEME.test(link)) return [];
		const [target = '', anchor] = link.split('#');
		const path = target === '' ? page.path : posix.join(posix.dirname(page.path), decodeURI(target)).replace(/\/$/, '');
		if (!paths.has(path)) return [violationAt(page, index, `links to ${link}, which is not there`)];
		const linked = pages.get(path);
		if (anchor === undefined || linked === undefined || headings(linked).has(anchor)) return [];
		return [violationAt(page, index, `links to ${link}, but that page has no such heading`)];
	});
}

function checkCode(page: WorkspaceFile, { paths, scripts }: Workspace): Violation[] {
	return codeOf(page.text).flatMap(({ text, offset }) => {
		const lostPaths = [...text.matchAll(PATH)].filter(({ 0: path }) => !paths.has(path) && !MADE.test(path));
		const lostScripts = [...text.matchAll(SCRIPT)].filter(
			({ 0: command, 1: name = '' }) =>
				!scripts.has(name) && (command.startsWith('npm run') || !NPM_COMMANDS.has(name)),
		);
		return [
			...lostPaths.map(({ 0: path, index }) => violationAt(page, offset + index, `names ${path}, which is not there`)),
			...lostScripts.map(({ 0: command, index }) =>
				violationAt(page, offset + index, `names \`${command}\`, which no script answers to`),
			),
		];
	});
}

function codeOf(text: string): { text: string; offset: number }[] {
	const fences = [...text.matchAll(FENCE)];
	const spans = [...blank(text, FENCE).matchAll(SPAN)];
	return [...fences, ...spans].map(({ 0: code, index }) => ({ text: code, offset: index }));
}

/** Keeps offsets, so that a violation finds its line. */
function blank(text: string, pattern: RegExp): string {
	return text.replaceAll(pattern, (match) => match.replaceAll(/[^\n]/g, ' '));
}

/** The anchors that a page's headings get where it is shown. */
function headings(text: string): Set<string> {
	const found = blank(text, FENCE).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm);
	const slugs = [...found].map(({ 1: heading = '' }) =>
		heading
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
			.replaceAll(/\s/g, '-'),
	);
	return new Set(slugs);
}
