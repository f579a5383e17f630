import { type Expression, Visitor } from 'oxc-parser';
import type { SourceFile } from './source-file.ts';
import { type Violation, violationAt, violationsOf, type WorkspaceFile } from './violation.ts';

const MARK = /\b(?:TODO|FIXME|XXX)\b/g;
const TEST_FUNCTIONS = new Set(['describe', 'it', 'suite', 'test']);
const LEFT_OVER = new Set(['only', 'skip', 'todo']);

/** A comment that promises work is no place to keep it. */
export function checkComments(file: SourceFile): Violation[] {
	return file.comments.flatMap(({ value, start }) =>
		[...value.matchAll(MARK)].map(({ 0: mark }) => violationAt(file, start, `leaves a ${mark}`)),
	);
}

export function checkProse(file: WorkspaceFile): Violation[] {
	return violationsOf(file, MARK, 'leaves work undone');
}

/** `it.skip` and its like hide a test for everyone, without a reason; `context.skip(reason)` tells one. */
export function checkLeftOverTests(file: SourceFile): Violation[] {
	const found: Violation[] = [];
	new Visitor({
		MemberExpression: ({ object, property, start }) => {
			if (property.type !== 'Identifier' || !LEFT_OVER.has(property.name)) return;
			const name = rootName(object);
			if (name !== undefined && TEST_FUNCTIONS.has(name)) {
				found.push(violationAt(file, start, `leaves a ${name}.${property.name}`));
			}
		},
	}).visit(file.program);
	return found;
}

function rootName(expression: Expression): string | undefined {
	if (expression.type === 'Identifier') return expression.name;
	if (expression.type === 'MemberExpression') return rootName(expression.object);
	if (expression.type === 'CallExpression') return rootName(expression.callee);
	return undefined;
}
