import type { AuditEntry, Secret } from '../api/wire.ts';
import { shortSerial } from '../format/serial.ts';
import type { Texts } from '../texts/english.ts';

export interface EntryWords {
	readonly title: string;
	readonly who: string;
	readonly details: readonly string[];
}

/** An entry of the audit log as a person reads it. Types that the page does not know are told by their name. */
export function entryWords(
	{ type, actor, data }: AuditEntry,
	{ texts, secrets }: { texts: Pick<Texts, 'activity'>; secrets: readonly Secret[] },
): EntryWords {
	const { activity } = texts;
	const titles: Readonly<Record<string, string>> = activity.types;
	const name = actor.kind === 'user' ? (actor.id ?? activity.actors.user) : activity.actors[actor.kind];
	return {
		title: titles[type] ?? type,
		who: actor.address === null ? name : `${name} ${activity.from(actor.address)}`,
		details: [
			...secretDetail(data, secrets, activity),
			...certificateDetail(data, activity),
			...changes(data, activity),
		],
	};
}

function secretDetail(
	{ secretId }: AuditEntry['data'],
	secrets: readonly Secret[],
	{ secret, secretGone }: Texts['activity'],
): string[] {
	if (typeof secretId !== 'string') return [];
	const found = secrets.find((candidate) => candidate.secretId === secretId);
	return [found === undefined ? secretGone : secret(found.hint)];
}

function certificateDetail({ serialNumber }: AuditEntry['data'], { certificate }: Texts['activity']): string[] {
	return typeof serialNumber === 'string' ? [certificate(shortSerial(serialNumber))] : [];
}

function changes(
	{ before, after }: AuditEntry['data'],
	{ changed, changedWithin, fields, nothing }: Texts['activity'],
): string[] {
	if (!isRecord(before) || !isRecord(after)) return [];
	const names: Readonly<Record<string, string>> = fields;
	const text = (value: unknown): string => {
		const shown = Array.isArray(value) ? value.map(nameOf).join(', ') : String(value ?? '');
		return shown === '' ? nothing : shown;
	};
	return Object.keys(after).map((field) => {
		const [name, from, to] = [names[field] ?? field, text(before[field]), text(after[field])];
		return from === to ? changedWithin(name, to) : changed(name, from, to);
	});
}

/** Of a public key, what it is called. */
function nameOf(item: unknown): unknown {
	return isRecord(item) && 'kid' in item ? item['kid'] : item;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
