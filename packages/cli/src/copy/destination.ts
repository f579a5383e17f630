import { canonicalJson, type Store, TRANSFER_KINDS } from '@latchkey/core';
import { Failure } from '../failure.ts';
import type { Checkpoint } from './checkpoint.ts';
import { kindText } from './kind-text.ts';

/** Throws unless the destination may be written: what is in it by now must be what was meant to be in it. */
export async function assertDestination(
	source: Store,
	destination: Store,
	checkpoint: Checkpoint | undefined,
	intoExisting: boolean,
): Promise<void> {
	for (const kind of TRANSFER_KINDS) {
		const count = await destination.transfer.count(kind);
		const copied = checkpoint?.places[kind]?.copied ?? 0;
		if (count < copied) {
			throw new Failure(
				'destination_changed',
				`the destination has ${count} ${kindText(kind)}, and ${copied} were copied before`,
				{
					hint: 'it is another store than before, or was emptied; remove the checkpoint file to begin anew',
				},
			);
		}
		if (count > 0 && checkpoint === undefined && !intoExisting) {
			throw new Failure('destination_not_empty', `the destination has ${count} ${kindText(kind)} already`, {
				hint: 'copy into an empty store, or add --into-existing: a record then replaces one that has the same key',
			});
		}
	}
	await assertNoOtherKeys(source, destination);
}

/**
 * Two hosts' keys may have the same name. To put one in the place of the other would make every secret of the
 * destination useless, and there would be no way back.
 */
async function assertNoOtherKeys(source: Store, destination: Store): Promise<void> {
	const there = new Map((await destination.hostKeys.list()).map((key) => [key.keyId, key]));
	for (const key of await source.hostKeys.list()) {
		const other = there.get(key.keyId);
		if (other === undefined) continue;
		// A rekey changes how a key is wrapped, and nothing else of it.
		if (canonicalJson({ ...key, wrapped: null }) === canonicalJson({ ...other, wrapped: null })) continue;
		throw new Failure('other_keys', `the destination has another key named ${key.keyId}: it belongs to another host`, {
			hint: 'the secrets of its applications would stop working; copy into an empty store',
		});
	}
}
