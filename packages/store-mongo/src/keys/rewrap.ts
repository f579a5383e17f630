import type { WrappedKey } from '@latchkey/core';
import type { Model } from 'mongoose';
import { type Filter, is } from '../database/filters.ts';

/** Puts one wrapping of a key in the place of another. Resolves to whether it was there. */
export async function rewrap<Document>(
	model: Model<Document>,
	key: Filter,
	previous: WrappedKey,
	{ keyEncryptionKeyId, ciphertext }: WrappedKey,
): Promise<boolean> {
	const filter = {
		...key,
		'wrapped.keyEncryptionKeyId': is(previous.keyEncryptionKeyId),
		'wrapped.ciphertext': is(previous.ciphertext),
	};
	const update = { $set: { wrapped: { keyEncryptionKeyId, ciphertext } } };
	return (await model.updateOne(filter as never, update as never)).matchedCount === 1;
}
