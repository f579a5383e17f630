import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { type Store, TRANSFER_KINDS } from '@latchkey/core';
import { command } from '../command-line/command.ts';
import { jsonOption } from '../command-line/options.ts';
import type { Environment } from '../environment.ts';
import { EXIT } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import type { Outcome } from '../program.ts';
import { openStore } from '../stores/open-store.ts';
import { storeOf } from '../stores/store-of.ts';
import type { NamedStore } from '../stores/store-url.ts';
import { answer } from '../terminal/answer.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type Checkpoint, checkpointFile, readCheckpoint, removeCheckpoint } from './checkpoint.ts';
import { copyAll, verifyAll } from './copy-store.ts';
import { assertDestination } from './destination.ts';
import { kindText } from './kind-text.ts';
import { DEFAULT_PAGE } from './read-pages.ts';
import type { Verification } from './verify.ts';

export function copyCommand(environment: Environment, outcome: Outcome) {
	const made = command(environment, 'copy', {
		summary: 'copy a store into another, of the same or another kind, and verify it',
		description: `Copies everything of one store into another: ${TRANSFER_KINDS.map(kindText).join(', ')}; removed ones and events that still wait too, and keys wrapped as they are, so that the new store needs the same key file. Then it reads both sides and compares counts and digests; it ends with 3 where they differ. Stop the hosts first: where one writes meanwhile, the verification finds it. A run that was interrupted goes on where it was when the same command is given again, in the same folder.`,
		examples: [
			['latchkey copy --from sqlite:/srv/latchkey.db --to sqlite:/backup/latchkey.db', 'one file into another'],
			['LATCHKEY_TO="$URL" latchkey copy --from sqlite:/srv/latchkey.db', 'into a store whose URL holds a password'],
		],
	})
		.addOption(new Option('--from <url>', 'the store to read').env('LATCHKEY_FROM').makeOptionMandatory())
		.addOption(new Option('--to <url>', 'the store to write').env('LATCHKEY_TO').makeOptionMandatory())
		.option('--checkpoint <file>', 'where to note how far it is (default: latchkey-copy-<digest>.json)')
		.option('--into-existing', 'write into a store that is not empty; a record replaces one that has the same key')
		.addOption(
			new Option('--page <count>', 'records in a page; fewer for a server that is slow or throttles')
				.argParser(pageSize)
				.default(DEFAULT_PAGE),
		)
		.addOption(jsonOption());
	return made.action(async (options) => {
		const from = storeOf(environment, made, 'from');
		const to = storeOf(environment, made, 'to');
		if (from.kind.identity(from.url) === to.kind.identity(to.url))
			throw usageFailure('--from and --to are the same store');
		const file = options.checkpoint ?? checkpointFile(from.shown, to.shown);
		const earlier = readCheckpoint(file, from.shown, to.shown);
		const { terminal } = environment;
		const source = await openStore(from);
		try {
			const destination = await openDestination(to);
			try {
				const begun: Checkpoint = earlier ?? {
					version: 1,
					from: from.shown,
					to: to.shown,
					intoExisting: options.intoExisting === true,
					places: {},
				};
				await assertDestination(source, destination, earlier, begun.intoExisting);
				greet(terminal, earlier !== undefined, file);
				const job = { source, destination, begun, checkpointFile: file, pageSize: options.page };
				const copied = await copyAll(terminal, job);
				const kinds = await verifyAll(terminal, job);
				const same = kinds.every((kind) => kind.same);
				// Of a copy that differs nothing is to be gone on with: it is to be made again.
				removeCheckpoint(file);
				const result = { from: from.shown, to: to.shown, resumed: earlier !== undefined, copied, same, kinds };
				answer(terminal, options, result, reportText(kinds));
				if (!same) outcome.exitCode = EXIT.wanting;
			} finally {
				await destination.close();
			}
		} finally {
			await source.close();
		}
	});
}

const MAX_PAGE = 10_000;

function pageSize(text: string): number {
	const size = Number(text);
	if (/^\d+$/.test(text) && size >= 1 && size <= MAX_PAGE) return size;
	throw new InvalidArgumentError(`A page has 1 to ${MAX_PAGE} records.`);
}

/** Unlike a store that is read, one that is written may be made. */
async function openDestination(named: NamedStore): Promise<Store> {
	const { state } = await named.kind.inspect(named.url);
	if (state === 'absent') await named.kind.migrate(named.url);
	return openStore(named);
}

function greet(terminal: Terminal, resumes: boolean, file: string): void {
	terminal.writeError(
		resumes
			? `Going on where an earlier run was interrupted, as ${file} says.\n`
			: 'Hosts must not write to either store meanwhile; where one does, the verification at the end finds it.\n',
	);
}

function reportText(kinds: readonly Verification[]): string {
	const lines = kinds.map(({ kind, same, source, destination, examples }) =>
		same
			? `same    ${kindText(kind)}: ${source.count}, digest ${source.digest.slice(0, 16)}`
			: `DIFFER  ${kindText(kind)}: ${source.count} and ${destination.count}; for instance ${examples.join(', ')}`,
	);
	const differing = kinds.filter(({ same }) => !same).map(({ kind }) => kindText(kind));
	const end =
		differing.length === 0
			? 'Both stores hold the same.'
			: `They differ in ${differing.join(', ')}: a host wrote meanwhile. Stop the hosts and copy again, into an empty store or\nwith --into-existing.`;
	return `${lines.join('\n')}\n${end}\n`;
}
