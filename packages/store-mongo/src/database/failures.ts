import { StoreUnavailableError } from '@latchkey/core';
import { Error as MongooseError, mongo } from 'mongoose';

const DUPLICATE_KEY = 11_000;
const AUTHENTICATION_FAILED = 18;
const UPSERT_ATTEMPTS = 5;

/** The driver's words about the way to a server: they name hosts, and nothing that was read or written. */
const ABOUT_THE_WAY = [
	mongo.MongoServerSelectionError,
	MongooseError.MongooseServerSelectionError,
	mongo.MongoNetworkError,
	mongo.MongoNotConnectedError,
	mongo.MongoParseError,
];

/**
 * Of any error of the driver or of mongoose. Their words may quote what was written, and that may be a secret: where
 * they could, only the kind of error is told, and the error itself goes no further.
 */
export function unavailable(error: unknown): StoreUnavailableError {
	if (error instanceof StoreUnavailableError) return error;
	const told = isAboutTheWay(error) ? error.message : kindOf(error);
	return new StoreUnavailableError(`MongoDB: ${told}`, { cause: new Error(kindOf(error)) });
}

function isAboutTheWay(error: unknown): error is Error {
	return ABOUT_THE_WAY.some((kind) => error instanceof kind) || codeOf(error) === AUTHENTICATION_FAILED;
}

function kindOf(error: unknown): string {
	if (!(error instanceof Error)) return 'an unknown error';
	const codeName = error instanceof mongo.MongoServerError ? error.codeName : undefined;
	return [error.name, codeOf(error), codeName].filter((part) => part !== undefined).join(' ');
}

function codeOf(error: unknown): string | number | undefined {
	if (!(error instanceof Error && 'code' in error)) return undefined;
	return typeof error.code === 'number' || typeof error.code === 'string' ? error.code : undefined;
}

export function isDuplicateKey(error: unknown): boolean {
	return codeOf(error) === DUPLICATE_KEY;
}

/** Resolves to whether it was inserted: false where its key is taken. */
export async function inserted(insert: () => Promise<unknown>): Promise<boolean> {
	try {
		await insert();
		return true;
	} catch (error) {
		if (isDuplicateKey(error)) return false;
		throw error;
	}
}

/**
 * Two upserts of one document that does not exist yet may both try to insert it: the loser finds it when it tries
 * again. `write` writes each by itself, whatever becomes of the others.
 */
export async function untilInserted<Operation>(
	operations: readonly Operation[],
	write: (operations: readonly Operation[]) => Promise<unknown>,
): Promise<void> {
	let rest = operations;
	for (let attempt = 1; ; attempt++) {
		try {
			await write(rest);
			return;
		} catch (error) {
			const failures = writeErrorsOf(error);
			const lost = failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY);
			if (!lost || attempt === UPSERT_ATTEMPTS) throw error;
			rest = rest.filter((_, index) => failures.some((failure) => failure.index === index));
		}
	}
}

/**
 * How many of the inserts, made in order, came before the one that met a duplicate; undefined where it was no
 * duplicate.
 */
export function insertedBeforeDuplicate(error: unknown): number | undefined {
	const [failure, ...others] = writeErrorsOf(error);
	return failure?.code === DUPLICATE_KEY && others.length === 0 ? failure.index : undefined;
}

/** Runs an unordered insert; resolves to the positions of those whose key, or another that is unique, was taken. */
export async function takenOf(insert: () => Promise<unknown>): Promise<readonly number[]> {
	try {
		await insert();
		return [];
	} catch (error) {
		const failures = writeErrorsOf(error);
		if (failures.length === 0 || failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
		return failures.map(({ index }) => index);
	}
}

function writeErrorsOf(error: unknown): readonly mongo.WriteError[] {
	if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) return [];
	return error.result.getWriteErrors();
}
