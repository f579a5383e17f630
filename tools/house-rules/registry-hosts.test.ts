import { expect, it } from 'vitest';
import { checkRegistryHosts } from './registry-hosts.ts';

const host = ['registry', 'npmjs', 'org'].join('.');

it.each([
	['.npmrc', ['registry', 'https://packages.example/'].join('=')],
	['README.md', `npm install --registry https://${host}`],
	['tools/launch/install.mjs', `fetch('https://${host}/pnpm')`],
	['pnpm-lock.yaml', `resolution: {tarball: https://${host}/zod/-/zod-4.0.0.tgz}`],
	['pnpm-lock.yaml', 'resolution: {tarball: file:zod.tgz}'],
])('refuses a package registry in %s: %s', (path, text) => {
	expect(checkRegistryHosts({ path, text })).not.toEqual([]);
});

it.each([
	['packages/core/src/index.ts', "import { registry } from './registry.ts'; registry.get(name);"],
	['pnpm-lock.yaml', "'zod@4.6.7':\n  resolution: {integrity: sha512-A==}"],
])('lets %s be: %s', (path, text) => {
	expect(checkRegistryHosts({ path, text })).toEqual([]);
});
