import { Option } from '@commander-js/extra-typings';
import type { KeyInspection, Latchkey, Store, TransferKind } from '@latchkey/core';
import { addKey, keyFileEncryption, makeKeyCurrent, readKeyFile } from '@latchkey/runtime-node';
import { command } from '../command-line/command.ts';
import { neededKeyEncryption, neededKeyFile } from '../command-line/key-encryption.ts';
import { jsonOption, keysOption, storeOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { Failure, usageFailure } from '../failure.ts';
import { withSession } from '../session.ts';
import { answer } from '../terminal/answer.ts';
import { counted } from '../terminal/counted.ts';
import { progress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { nextKeyId } from './key-ids.ts';

/** A host that has not met the new key yet may wrap something by the old one while a pass runs. */
const MAX_PASSES = 5;
/** The kinds of records that hold wrapped keys. */
const WRAPPING: readonly TransferKind[] = ['hostKeys', 'certificateAuthorities', 'policies'];

export function rekeyCommand(environment: Environment) {
	const made = command(environment, 'rekey', {
		summary: 'wrap every key in the store by another key-encryption key',
		description:
			'Wraps every key in the store by the current key of the key file, while hosts go on serving. It can be interrupted and run again at any time. Hosts that read this very file find a new key by themselves. Where hosts have copies of it, add the key first (latchkey keys add), give the file to all of them, and only then run rekey --to that key.',
		examples: [
			['latchkey rekey --new-key', 'a new key, for hosts that read the same key file'],
			['latchkey rekey --to k2', 'a key that every host has by now'],
			['latchkey rekey', 'go on where a run was interrupted'],
		],
	})
		.addOption(storeOption())
		.addOption(keysOption())
		.addOption(new Option('--new-key', 'add a new key to the file, and make it the current one').conflicts('to'))
		.option('--to <keyId>', 'make this key of the file the current one')
		.addOption(jsonOption());
	return made.action(async (options) => {
		const { terminal } = environment;
		const changesFile = options.newKey === true || options.to !== undefined;
		if (changesFile && environment.keyEncryption !== undefined) {
			throw usageFailure('this host has no key file', 'make the new key current where the host has its keys');
		}
		const keyEncryption = environment.keyEncryption ?? keyFileEncryption(neededKeyFile(options.keys));
		await withSession(environment, made, { keyEncryption }, async ({ latchkey }) => {
			const { unreadable, unreadableCount, wrappedBy } = await latchkey.inspectKeys();
			if (unreadableCount > 0) {
				const [first] = unreadable;
				throw new Failure(
					'keys_unreadable',
					`${unreadableCount} keys do not unwrap; ${first?.what}: ${first?.reason}`,
					{
						hint: 'nothing was changed; put the missing keys back into the key file first',
					},
				);
			}
			const unfinished = wrappedBy.some(({ keyEncryptionKeyId }) => keyEncryptionKeyId !== keyEncryption.currentKeyId);
			if (options.newKey === true && unfinished) {
				throw new Failure('rekey_unfinished', `not everything is wrapped by "${keyEncryption.currentKeyId}" yet`, {
					hint: 'finish that first: latchkey rekey',
				});
			}
		});
		if (changesFile) chooseKey(terminal, neededKeyFile(options.keys), options.to);
		// From the file as it is now.
		const next = neededKeyEncryption(environment, options.keys);
		await withSession(environment, made, { keyEncryption: next }, async ({ latchkey, store }) => {
			const { rewrapped, inspection } = await rewrapAll(terminal, latchkey, store, next.currentKeyId);
			const { wrappedBy } = inspection;
			const result = { currentKeyId: next.currentKeyId, rewrapped, wrappedBy };
			answer(terminal, options, result, doneText(next.currentKeyId, rewrapped));
		});
	});
}

/** Writes the file before anything is wrapped by the key: a key in the store that no file holds would be lost. */
function chooseKey(terminal: Terminal, file: string, to: string | undefined): void {
	const keyId = to ?? nextKeyId(Object.keys(readKeyFile(file).keys));
	if (to === undefined) {
		addKey(file, keyId);
		terminal.writeError(`Added the key "${keyId}" to ${file}. Update every copy of the file now.\n`);
	}
	makeKeyCurrent(file, keyId);
}

/** As many as `RekeyProgress.seen` comes to. */
async function wrappingCount({ transfer }: Store): Promise<number> {
	const counts = await Promise.all(WRAPPING.map((kind) => transfer.count(kind)));
	return counts.reduce((sum, count) => sum + count, 0);
}

async function rewrapAll(
	terminal: Terminal,
	latchkey: Latchkey,
	store: Store,
	currentKeyId: string,
): Promise<{ rewrapped: number; inspection: KeyInspection }> {
	let rewrapped = 0;
	for (let pass = 1; pass <= MAX_PASSES; pass++) {
		const shown = progress(terminal, `Wrapping by "${currentKeyId}"`, await wrappingCount(store));
		rewrapped += await latchkey.rekey(({ seen }) => shown.update(seen));
		shown.end();
		const inspection = await latchkey.inspectKeys();
		if (inspection.wrappedBy.every(({ keyEncryptionKeyId }) => keyEncryptionKeyId === currentKeyId)) {
			return { rewrapped, inspection };
		}
	}
	throw new Failure('rekey_unfinished', `a host still wraps by another key than "${currentKeyId}"`, {
		hint: 'give that host the key file, restart it where it does not read this very file, and run latchkey rekey again',
	});
}

function doneText(currentKeyId: string, rewrapped: number): string {
	return `Every key in the store is wrapped by "${currentKeyId}"; ${counted(rewrapped, 'key')} wrapped anew.

An earlier key may be destroyed (latchkey keys remove) once
  - every host uses "${currentKeyId}": those that read this key file do, the others after a restart with it; and
  - you no longer need to read any backup of the store from before now.
`;
}
