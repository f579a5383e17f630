import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, by the names of axe-core. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

interface AxeResults {
	readonly violations: readonly {
		readonly id: string;
		readonly help: string;
		readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
	}[];
	readonly passes: readonly unknown[];
}

/** What axe-core finds on the page as it stands, in words; of its colours only, where another pass found the rest. */
export async function accessibilityFaults(
	page: Page,
	{ only = TAGS }: { only?: readonly string[] } = {},
): Promise<string[]> {
	// Colours are looked at as they are once everything has come to rest.
	await page.evaluate('new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(rest)))');
	await page.evaluate('Promise.all(document.getAnimations({ subtree: true }).map((animation) => animation.finished))');
	// Not by a script element, which the page's content security policy would refuse.
	await page.evaluate(AXE);
	const run = `axe.run(document, { runOnly: ${JSON.stringify(only)}, resultTypes: ['violations', 'passes'] })`;
	const { violations, passes } = (await page.evaluate(run)) as AxeResults;
	if (passes.length === 0) throw new Error('axe looked at nothing');
	return violations.flatMap(({ id, help, nodes }) =>
		nodes.map(({ html, failureSummary = '' }) => `${id}: ${help}\n${html}\n${failureSummary}`),
	);
}
