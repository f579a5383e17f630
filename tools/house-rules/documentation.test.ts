import { describe, expect, it } from 'vitest';
import { checkDocumentation, type Workspace } from './documentation.ts';

const workspace: Workspace = {
	paths: new Set(['README.md', 'docs', 'docs/stores.md', 'packages', 'packages/core/src/store.ts']),
	scripts: new Set(['start', 'test', 'soak']),
	pages: new Map([['docs/stores.md', '# Stores\n\n## A store of one’s own: `sqlite`\n']]),
};

function complaints(text: string, path = 'README.md'): string[] {
	return checkDocumentation({ path, text }, workspace).map(({ line, message }) => `${line} ${message}`);
}

describe('documentation', () => {
	it.each([
		'[stores](docs/stores.md), [again](./docs/stores.md#stores), [docs](docs/)',
		'[own](docs/stores.md#a-store-of-ones-own-sqlite)',
		'[there](https://example.com/nothing.md), [mail](mailto:someone@example.com)',
		'See `packages/core/src/store.ts`.',
		'```sh\nnpm start\nnpm run soak\nnpm install @latchkey/core\n```',
		'Made by each run: `apps/demo/data/keys.json`.',
		'Every `packages/*/src/index.ts`.',
		'`[not a link](nowhere.md)`',
	])('may say: %s', (text) => {
		expect(complaints(text)).toEqual([]);
	});

	it.each([
		['a page that is not there', 'Read\n[this](docs/keys.md).', '2 links to docs/keys.md'],
		['a heading that is not there', '[this](docs/stores.md#limits)', '1 links to docs/stores.md#limits'],
		['a page by reference', '[this]\n\n[this]: docs/keys.md\n', '3 links to docs/keys.md'],
		['a picture', '![page](docs/page.png)', '1 links to docs/page.png'],
		['a file in code', 'See `packages/core/src/shop.ts`.', '1 names packages/core/src/shop.ts'],
		['a file in an example', '```sh\nnode tools/absent.ts\n```', '2 names tools/absent.ts'],
		['a script', '`npm run bench`', '1 names `npm run bench`'],
		['a script by its short name', '```sh\nnpm start\nnpm stop\n```', '3 names `npm stop`'],
	])('may not name %s', (_, text, complaint) => {
		expect(complaints(text)).toEqual([expect.stringContaining(complaint)]);
	});

	it('reads links from where the page stands', () => {
		expect(complaints('[back](../README.md) [stores](stores.md)', 'docs/decisions.md')).toEqual([]);
		expect(complaints('[stores](docs/stores.md)', 'docs/decisions.md')).toHaveLength(1);
	});
});
