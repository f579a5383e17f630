import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import { capturedTerminal } from '../test/captured-terminal.ts';
import { jsonTable } from '../test/json-answers.ts';
import { processEnvironment } from './environment.ts';
import { latchkeyProgram } from './program.ts';
import { run } from './run.ts';

const HEAD = `# The command \`latchkey\`

For operators: client applications, checks of a deployment, copies between stores, keys. In the workspace, run it as
\`npm run latchkey -- doctor\`; in a host that has \`@latchkey/cli\` installed, as \`npx latchkey doctor\`.

The command must know what its host is set to, where that is not the default: a file of JSON that \`--settings\` or
\`LATCHKEY_SETTINGS\` names, of the options that \`createLatchkey\` takes: \`limit\` and, by \`customer/domain\`, \`limits\`;
\`privileges\` (their names); \`clientIdPrefix\`, \`secretPrefix\`, \`showOnceByDefault\`, \`rulesByDefault\`, \`policyFloor\`.

\`\`\`json
{ "limit": 63, "limits": { "acme/phones": 200 }, "privileges": ["devices:read"], "clientIdPrefix": "lk" }
\`\`\`

## Another key-encryption key

\`\`\`sh
latchkey rekey --new-key         # hosts that read the same key file find the key by themselves
latchkey doctor                  # which keys wrap what
latchkey keys remove k1          # once no backup from before is to be read any more
\`\`\`

Where hosts have copies of the file: \`latchkey keys add\`, give the file to every host and restart it, then
\`latchkey rekey --to k2\`, give them the file again. Either can be interrupted; \`latchkey rekey\` goes on.

## Another store

Stop the hosts, \`latchkey copy --from … --to …\`, start them on the new store with the same key file. A run that was
interrupted goes on where it was. The verification at the end reads both stores and compares counts and digests, and so
finds what a host wrote meanwhile.

A URL with a password goes into the environment: \`LATCHKEY_FROM\`, \`LATCHKEY_TO\`. A server that throttles, or is slow to
answer, takes smaller pages: \`--page 100\`.

## For programs

With \`--json\` the result is one JSON object on standard output; progress and warnings go to standard error. Where a
command fails, standard output is empty, and the last line of standard error is
\`{ "error": { "code", "message", "hint" } }\`: codes are stable, messages are for people. \`copy\` and \`doctor\` answer in full
also where they end with 3.

${jsonTable()}

## A command of your own

A host with a store of its own, or with its key-encryption keys in a key service, makes its own command: \`run\` of
\`@latchkey/cli\` takes an environment with \`storeKinds\` and \`keyEncryption\`.

What follows is what \`--help\` says.
`;

async function helpOf(path: readonly string[]): Promise<string> {
	const terminal = capturedTerminal();
	expect(await run([...path, '--help'], { ...processEnvironment(), terminal })).toBe(0);
	return terminal.output();
}

function paths(command: CommandUnknownOpts, path: readonly string[] = []): (readonly string[])[] {
	return [path, ...command.commands.flatMap((inner) => paths(inner, [...path, inner.name()]))];
}

it('docs/cli.md is what --help says (vitest --update writes it)', async () => {
	const program = latchkeyProgram(processEnvironment(), { exitCode: 0 });
	const sections: string[] = [];
	for (const path of paths(program)) {
		const title = ['latchkey', ...path].join(' ');
		const help = (await helpOf(path)).trimEnd().replace(/[ \t]+$/gm, '');
		sections.push(`## \`${title}\`\n\n\`\`\`text\n${help}\n\`\`\`\n`);
	}
	expect(sections.length).toBeGreaterThan(12);
	await expect(`${HEAD}\n${sections.join('\n')}`).toMatchFileSnapshot('../../../docs/cli.md');
});
