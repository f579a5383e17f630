import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForeignProgram } from '../foreign/program.ts';
import { pythonPackages } from '../foreign/python.ts';
import { runProgram } from '../servers/run-program.ts';

/** Schemathesis: it makes requests, good and bad, out of an OpenAPI document. */
export const fuzzer = (): Promise<ForeignProgram | undefined> => pythonPackages('fuzzer', import.meta.dirname);

/** What an answer must keep to: no 5xx; a status, a media type, headers and a body that the document names. */
const CHECKS = [
	'not_a_server_error',
	'status_code_conformance',
	'content_type_conformance',
	'response_headers_conformance',
	'response_schema_conformance',
	'unsupported_method',
	'allow_header_conformance',
	'negative_data_rejection',
	'missing_required_header',
];

/** What may be answered to what is not valid: to a text that is far too long, that it is. */
const REFUSALS = [400, 401, 403, 404, 405, 406, 409, 412, 413, 415, 429];

interface Fuzzing {
	/** Of the OpenAPI document. */
	readonly url: string;
	/** Of every request. */
	readonly authorization: string;
	/** A regular expression. */
	readonly paths: string;
	/** Values of path parameters, so that more than 404 is seen. */
	readonly parameters?: Readonly<Record<string, string>>;
	/** Other values for single operations, such as those that remove what the others need. */
	readonly except?: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** For each operation. */
	readonly examples: number;
	readonly seed: number;
	readonly timeoutMs: number;
}

/** Throws with all that the fuzzer says where an answer is not as documented. */
export async function fuzz({ path, env }: ForeignProgram, fuzzing: Fuzzing): Promise<void> {
	const { url, authorization, paths, parameters = {}, except = {}, examples, seed, timeoutMs } = fuzzing;
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-fuzzer-'));
	try {
		writeFileSync(join(folder, 'schemathesis.toml'), configuration(parameters, except));
		const options = {
			'--header': `Authorization: ${authorization}`,
			'--include-path-regex': paths,
			'--checks': CHECKS.join(','),
			'--max-examples': String(examples),
			'--seed': String(seed),
			'--warnings': 'off',
		};
		const args = ['-m', 'schemathesis.cli', '--no-color', 'run', url, '--continue-on-failure'];
		await runProgram(path, [...args, ...Object.entries(options).flat()], { folder, env, timeoutMs });
	} finally {
		rmSync(folder, { recursive: true });
	}
}

function configuration(
	parameters: Readonly<Record<string, string>>,
	except: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
	const lines = (values: Readonly<Record<string, string>>): string[] =>
		Object.entries(values).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
	const exceptions = Object.entries(except).flatMap(([operation, values]) => [
		'[[operations]]',
		`include-name = ${JSON.stringify(operation)}`,
		'[operations.parameters]',
		...lines(values),
	]);
	const refusals = ['[checks.negative_data_rejection]', `expected-statuses = [${REFUSALS.join(', ')}]`];
	return ['[parameters]', ...lines(parameters), ...exceptions, ...refusals].join('\n');
}
