import { posix } from 'node:path';
import { Visitor } from 'oxc-parser';
import type { ImportRow } from './import-table.ts';
import { isTest, type SourceFile } from './source-file.ts';
import { type Violation, violationAt } from './violation.ts';

const PACKAGE = /^(packages\/[^/]+)\/(.+)$/;

interface Import {
	/** Undefined where the name is worked out at run time. */
	readonly name: string | undefined;
	readonly offset: number;
	readonly typeOnly: boolean;
}

/** Packages import what the table allows them, and never reach into each other's folders. */
export function checkImports(file: SourceFile, table: Readonly<Record<string, ImportRow>>): Violation[] {
	const [, folder, inner] = PACKAGE.exec(file.path) ?? [];
	if (folder === undefined || inner === undefined) return [];
	const row = table[folder];
	if (row === undefined) return [violationAt(file, 0, `${folder} has no row in tools/house-rules/import-table.ts`)];
	return importsOf(file).flatMap((imported) => {
		const complaint = complain(imported, { folder, inner, row });
		return complaint === undefined ? [] : [violationAt(file, imported.offset, complaint)];
	});
}

interface Place {
	readonly folder: string;
	readonly inner: string;
	readonly row: ImportRow;
}

function complain({ name, typeOnly }: Import, { folder, inner, row }: Place): string | undefined {
	if (name === undefined) return 'imports a module whose name is only known at run time';
	if (name.startsWith('.')) {
		const target = posix.join(posix.dirname(inner), name);
		if (!/^(?:src|test)\//.test(target)) return `${name} leaves the package's sources`;
		if (isForTests(target) && !isForTests(inner)) return `${name} is for tests only`;
		return undefined;
	}
	if (isForTests(inner) || isAllowed(name, row.anywhere)) return undefined;
	if (typeOnly && isAllowed(name, row.types ?? [])) return undefined;
	const here = Object.entries(row.only ?? {}).filter(([place]) =>
		place.endsWith('/') ? inner.startsWith(place) : inner === place,
	);
	if (here.some(([, names]) => isAllowed(name, names))) return undefined;
	return `${folder} may not import ${name} here (tools/house-rules/import-table.ts)`;
}

/** A test, or what the tests of a package share: in `test`, so that it is neither compiled nor published. */
function isForTests(inner: string): boolean {
	return isTest(inner) || inner.startsWith('test/');
}

function isAllowed(name: string, allowed: readonly string[]): boolean {
	return allowed.includes(name) || (name.startsWith('node:') && allowed.includes('node:*'));
}

function importsOf(file: SourceFile): Import[] {
	const found: Import[] = [];
	const add = (source: { start: number; value: unknown } | null, typeOnly: boolean): void => {
		if (source !== null) found.push({ name: String(source.value), offset: source.start, typeOnly });
	};
	new Visitor({
		ImportDeclaration: ({ source, importKind }) => add(source, importKind === 'type'),
		ExportNamedDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
		ExportAllDeclaration: ({ source, exportKind }) => add(source, exportKind === 'type'),
		TSImportType: ({ source }) => add(source, true),
		TSImportEqualsDeclaration: ({ moduleReference, importKind }) => {
			if (moduleReference.type === 'TSExternalModuleReference') add(moduleReference.expression, importKind === 'type');
		},
		ImportExpression: ({ source }) => {
			const name = source.type === 'Literal' && typeof source.value === 'string' ? source.value : undefined;
			found.push({ name, offset: source.start, typeOnly: false });
		},
	}).visit(file.program);
	return found;
}
