import type { Browser, Page } from 'playwright-core';

/** In milliseconds. */
export interface ViewTimes {
	/** From the navigation, in a browser that has nothing of the page, to the first frame with rows. */
	readonly firstView: number;
	/** From typing to the first frame with what was found; the page waits 200 ms for more to be typed. */
	readonly search: number;
	/** To the first frame with the following page of the list; null where there is none. */
	readonly nextPage: number | null;
}

/** Resolves to the time at the first frame in which a row satisfies a condition. */
const framesUntil = (condition: string): string => `new Promise((resolve) => {
	const look = () => {
		const root = document.querySelector('client-applications')?.shadowRoot;
		const name = root?.querySelector('tbody .name .link')?.textContent;
		if (name !== undefined && (${condition})) resolve(performance.now());
		else requestAnimationFrame(look);
	};
	look();
})`;

const shown = (page: Page, condition: string): Promise<number> => page.evaluate(framesUntil(condition));
const now = (page: Page): Promise<number> => page.evaluate('performance.now()');

export interface ViewOptions {
	readonly url: string;
	readonly size: number;
	/** How many times slower than this machine the browser computes. */
	readonly slowdown: number;
}

export async function timeViews(browser: Browser, { url, size, slowdown }: ViewOptions): Promise<ViewTimes> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
	try {
		const page = await context.newPage();
		const session = await context.newCDPSession(page);
		await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
		await page.goto(url, { waitUntil: 'commit' });
		const firstView = await shown(page, 'true');

		const before = await now(page);
		const next = page.getByRole('button', { name: 'Next' });
		const newest = JSON.stringify(`Integration ${size - 1}`);
		const hasNext = (await next.count()) > 0;
		if (hasNext) await next.dispatchEvent('click');
		const nextPage = hasNext ? (await shown(page, `name !== ${newest}`)) - before : null;

		const typed = await now(page);
		await page.getByRole('searchbox').fill('Integration 7');
		const search = (await shown(page, `name.startsWith('Integration 7') && name !== ${newest}`)) - typed;
		return { firstView, search, nextPage };
	} finally {
		await context.close();
	}
}
