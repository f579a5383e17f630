import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One test vector; bytes are hexadecimal. */
export interface Vector {
	readonly tcId: number;
	readonly comment: string;
	readonly flags: readonly string[];
	readonly result: 'valid' | 'invalid' | 'acceptable';
}

export interface SignatureVector extends Vector {
	readonly msg: string;
	readonly sig: string;
}

interface Group<Test> {
	readonly tests: readonly Test[];
}

/** The groups of a file of Project Wycheproof's. */
export function wycheproof<TestGroup extends Group<Vector>>(name: string): readonly TestGroup[] {
	const path = join(import.meta.dirname, 'wycheproof', `${name}_test.json`);
	return (JSON.parse(readFileSync(path, 'utf8')) as { testGroups: TestGroup[] }).testGroups;
}

export const bytes = (hexadecimal: string): Buffer => Buffer.from(hexadecimal, 'hex');

/** How many vectors ended as their authors say, and what the others are, in words. */
export interface Comparison {
	readonly asExpected: number;
	readonly otherwise: readonly string[];
}

export async function compare<Test extends Vector, TestGroup extends Group<Test>>(
	groups: readonly TestGroup[],
	isTaken: (test: Test, group: TestGroup) => boolean | Promise<boolean>,
): Promise<Comparison> {
	let asExpected = 0;
	const otherwise: string[] = [];
	for (const group of groups) {
		for (const test of group.tests) {
			const taken = await isTaken(test, group);
			if (taken === (test.result === 'valid')) asExpected += 1;
			else otherwise.push(`${test.tcId}: ${test.result}, ${taken ? 'taken' : 'refused'}; ${test.comment}`);
		}
	}
	return { asExpected, otherwise };
}
