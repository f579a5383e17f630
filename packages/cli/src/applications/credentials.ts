import type { Credentials } from '@latchkey/core';
import { facts } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The three values that an integration is given, for the output alone. */
export function credentialsText({ clientId, clientSecret, oauthCredentials }: Credentials): string {
	return facts([
		['Client ID', clientId],
		['Client Secret', clientSecret],
		['OAuth Credentials', oauthCredentials],
	]);
}

export function warnOfCredentials(terminal: Terminal): void {
	terminal.writeError(
		'Give these to the one integration that they are for, and never share them: whoever has them is that integration.\n' +
			'This command never shows them again. Do not leave them in a file, a ticket or a chat.\n',
	);
}
