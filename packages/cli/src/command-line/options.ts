import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { tenantIdSchema } from '@latchkey/core';
import { durationMs } from './duration.ts';

export const optionalStoreOption = () =>
	new Option('--store <url>', 'the store: sqlite:/path/to/latchkey.db, mongodb://host/database').env('LATCHKEY_STORE');

export const storeOption = () => optionalStoreOption().makeOptionMandatory();

export const keysOption = () =>
	new Option('--keys <file>', 'the file with the key-encryption keys').env('LATCHKEY_KEYS');

export const settingsOption = () =>
	new Option(
		'--settings <file>',
		"JSON with the host's limit, prefixes, privileges and rules, where they are not the defaults",
	).env('LATCHKEY_SETTINGS');

export const asOption = () =>
	new Option(
		'--as <user>',
		'the user id on record as the one who did it (default: your user name on this machine)',
	).env('LATCHKEY_AS');

export const jsonOption = () => new Option('--json', 'answer in JSON; errors too, on standard error');

export const yesOption = () => new Option('--yes', 'do it without asking for confirmation');

export const customerOption = () =>
	new Option('--customer <id>', "the customer's id").argParser(tenantId).makeOptionMandatory();

export const domainOption = () =>
	new Option('--domain <id>', "the domain's id").argParser(tenantId).makeOptionMandatory();

export function tenantId(text: string): string {
	if (tenantIdSchema.safeParse(text).success) return text;
	throw new InvalidArgumentError('An id is 1 to 64 letters, digits, "_" or "-".');
}

export function duration(text: string): number {
	const parsed = durationMs(text);
	if (parsed !== undefined) return parsed;
	throw new InvalidArgumentError('A duration is a number and s, m, h or d: 90d, 12h, 0s.');
}

/** An option that may come several times. */
export function collected(text: string, before: readonly string[] | undefined): readonly string[] {
	return [...(before ?? []), text];
}
