import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type ChainHead, type HeadProof, readHead } from '@latchkey/core';
import { z } from 'zod';
import { usageFailure } from '../failure.ts';

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
export function linesOf(file: string): AsyncIterable<string> {
	const input = createReadStream(file);
	const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
	return {
		async *[Symbol.asyncIterator]() {
			const failure = new Promise<never>((_, reject) => input.once('error', reject));
			failure.catch(() => undefined);
			const iterator = lines[Symbol.asyncIterator]();
			for (;;) {
				const next = await Promise.race([iterator.next(), failure]);
				if (next.done === true) return;
				yield next.value;
			}
		},
	};
}

function textOf(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		throw usageFailure(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
