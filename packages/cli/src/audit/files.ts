import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ChainHead, type HeadProof, readHead } from '@latchkey/core';
import { z } from 'zod';
import { type Failure, usageFailure } from '../failure.ts';
import { reasonOf } from '../reason-of.ts';

/** A head that was kept: as it was signed, and what it says. */
export interface KeptHead {
	readonly jws: string;
	readonly head: ChainHead;
}

const jwksSchema = z.object({ keys: z.array(z.record(z.string(), z.unknown())) });
const endSchema = z.object({ record: z.literal('head'), head: z.string() });

/** Out of a file that holds a signed head alone, or an export, which ends with one. */
export function readKeptHead(file: string): KeptHead {
	const [last = ''] = textOf(file).trimEnd().split('\n').slice(-1);
	const jws = last.startsWith('{') ? (endSchema.safeParse(parseJson(last)).data?.head ?? '') : last.trim();
	const head = readHead(jws);
	if (head === undefined) throw usageFailure(`${file} does not hold a signed head`, HEAD_HINT);
	return { jws, head };
}

const HEAD_HINT = 'A head is written by: latchkey audit export --customer <id> --domain <id> --head-only';

/** Public keys, as a host has them at `/.well-known/jwks.json`. */
export function readPublicKeys(file: string): HeadProof['publicKeys'] {
	const { data } = jwksSchema.safeParse(parseJson(textOf(file)));
	if (data === undefined)
		throw usageFailure(`${file} does not hold public keys`, 'Save what the host answers at /.well-known/jwks.json.');
	return data;
}

/** Line by line, however long the file is. */
export async function* linesOf(file: string): AsyncGenerator<string> {
	try {
		yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
	} catch (error) {
		throw unreadable(file, error);
	}
}

function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw unreadable(file, error);
	}
}

function unreadable(file: string, error: unknown): Failure {
	return usageFailure(`${file} cannot be read: ${reasonOf(error)}`);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
