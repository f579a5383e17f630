import { describe, expect, it } from 'vitest';
import { importTable } from './import-table.ts';
import { checkImports } from './imports.ts';
import { sample } from './sample.ts';

function complaints(path: string, text: string): string[] {
	return checkImports(sample(path, text), importTable).map(({ message }) => message);
}

describe('what each package may import', () => {
	it.each([
		['packages/core/src/tokens/jws.ts', "import { sign } from 'node:crypto'; import { z } from 'zod'; import 'jose';"],
		['packages/core/src/create-latchkey.ts', "import 'reflect-metadata'; import { container } from 'tsyringe';"],
		['packages/core/src/certificates/x509/pkcs12.ts', "import forge from 'node-forge'; import '@peculiar/x509';"],
		['packages/core/src/tokens/jws.ts', "import { input } from '../input.ts'; export * from './issue.ts';"],
		['packages/store-sqlite/src/store.ts', "import 'node:sqlite'; import type { Store } from '@latchkey/core';"],
		['packages/http-adapter/src/router.ts', "import express from 'express'; import type { Server } from 'node:http';"],
		['packages/testing/src/contract.ts', "import { it } from 'vitest';"],
		['packages/runtime-node/src/clock.ts', "import 'rate-limiter-flexible'; import 'node:timers/promises';"],
		['packages/core/src/tokens/jws.test.ts', "import { it } from 'vitest'; import { jws } from './jws.ts';"],
		['packages/core/src/tokens/jws.test.ts', "import { runs } from '../../test/soak.ts';"],
		['packages/core/test/frozen.ts', "import fc from 'fast-check'; import { jws } from '../src/tokens/jws.ts';"],
		['apps/demo/src/main.ts', "import pino from 'pino';"],
		['packages/core/src/text.ts', "// import 'express'\nexport const text = \"import 'express'\";"],
	])('%s may: %s', (path, text) => {
		expect(complaints(path, text)).toEqual([]);
	});

	it.each([
		['packages/core/src/add.ts', "import express from 'express';", 'express'],
		['packages/core/src/add.ts', "import { setTimeout } from 'node:timers/promises';", 'node:timers/promises'],
		['packages/core/src/add.ts', "import { container } from 'tsyringe';", 'tsyringe'],
		['packages/core/src/latchkey.test-support.ts', "import 'reflect-metadata';", 'reflect-metadata'],
		['packages/core/src/certificates/issuer.ts', "import forge from 'node-forge';", 'node-forge'],
		['packages/core/src/add.ts', "import type { Store } from '@latchkey/store-sqlite';", '@latchkey/store-sqlite'],
		['packages/core/src/add.ts', "export { z } from 'zod/mini';", 'zod/mini'],
		['packages/core/src/add.ts', "export * from 'ajv';", 'ajv'],
		['packages/core/src/add.ts', "const { connect } = await import('mongoose');", 'mongoose'],
		['packages/core/src/add.ts', "export type Router = import('express').Router;", 'express'],
		['packages/core/src/add.ts', "import fs = require('fs');", 'fs'],
		['packages/store-sqlite/src/store.ts', "import Database from 'better-sqlite3';", 'better-sqlite3'],
		['packages/store-sqlite/src/store.ts', "import '@latchkey/core/dist/index.js';", '@latchkey/core/dist/index.js'],
		['packages/http-adapter/src/router.ts', "import { readFile } from 'node:fs/promises';", 'node:fs/promises'],
		['packages/http-adapter/src/router.ts', "import { createServer } from 'node:http';", 'node:http'],
		['packages/testing/src/contract.ts', "import { sqliteStore } from '@latchkey/store-sqlite';", 'store-sqlite'],
		['packages/runtime-node/src/clock.ts', "import pino from 'pino';", 'pino'],
	])('%s may not: %s', (path, text, name) => {
		expect(complaints(path, text)).toEqual([expect.stringContaining(name)]);
	});

	it('refuses a module whose name cannot be read', () => {
		expect(complaints('packages/core/src/add.ts', 'await import(name);')).toHaveLength(1);
	});

	it.each([
		['packages/core/src/add.ts', "import '../../store-sqlite/src/index.ts';"],
		['packages/core/src/add.test.ts', "import '../dist/add.js';"],
		['packages/core/src/add.ts', "import { cases } from './add.test.ts';"],
		['packages/core/src/add.ts', "import { runs } from '../test/soak.ts';"],
		['packages/core/test/frozen.ts', "import '../../store-sqlite/test/rows.ts';"],
	])('refuses a way round the packages: %s: %s', (path, text) => {
		expect(complaints(path, text)).toHaveLength(1);
	});

	it('asks for a row for a package that is new', () => {
		expect(complaints('packages/store-paper/src/index.ts', '')).toEqual([expect.stringContaining('no row')]);
	});

	it('names the line', () => {
		const file = sample('packages/core/src/add.ts', "\n\nimport 'express';\n");
		expect(checkImports(file, importTable)).toEqual([expect.objectContaining({ path: file.path, line: 3 })]);
	});
});
