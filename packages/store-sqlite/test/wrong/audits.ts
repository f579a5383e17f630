import type { AuditEntry, AuditRepository, Store } from '@latchkey/core';
import type { WrongStore } from './store.ts';

const wrong =
	(change: (right: AuditRepository) => Partial<AuditRepository>) =>
	(store: Store): Store => ({ ...store, audit: { ...store.audit, ...change(store.audit) } });

let renamed = 0;
const underAnotherEvent = (entry: AuditEntry): AuditEntry => ({ ...entry, eventId: `evt_other_${++renamed}` });

export const wrongAudits: readonly WrongStore[] = [
	{
		mistake: 'an event is entered as often as it comes',
		caught: ['audit: append: refuses a second entry of one event', 'audit: append: makes one chain without a gap'],
		spoil: wrong((right) => ({
			async append(tenant, entries) {
				const result = await right.append(tenant, entries);
				if (result.conflict !== 'event_known') return result;
				const rest = entries.slice(result.appended).map(underAnotherEvent);
				return right.append(tenant, rest);
			},
		})),
	},
	{
		mistake: 'a batch goes on after what it refuses',
		caught: ['audit: append: appends a batch up to the first entry that it refuses'],
		spoil: wrong((right) => ({
			async append(tenant, entries) {
				const results = [];
				for (const entry of entries) results.push(await right.append(tenant, [entry]));
				const refused = results.find(({ conflict }) => conflict !== null);
				const appended = results.filter(({ conflict }) => conflict === null).length;
				return { appended, conflict: refused?.conflict ?? null };
			},
		})),
	},
	{
		mistake: 'a place that is taken goes before an event that is known',
		caught: ['audit: append: refuses a second entry of one event'],
		spoil: wrong((right) => ({
			async append(tenant, entries) {
				const result = await right.append(tenant, entries);
				const head = await right.head(tenant);
				const refused = entries[result.appended];
				const isTaken = refused !== undefined && refused.sequence <= (head?.sequence ?? 0);
				return result.conflict !== null && isTaken ? { ...result, conflict: 'sequence_taken' } : result;
			},
		})),
	},
	{
		mistake: 'a chain that was cut begins anew',
		caught: ['audit: cut: has the checkpoint for a head where all is cut'],
		spoil: wrong((right) => ({
			async head(tenant) {
				const head = await right.head(tenant);
				return head !== undefined && 'proof' in head ? undefined : head;
			},
		})),
	},
	{
		mistake: 'a list is in the order of the chain',
		caught: ['audit: list and read: lists the newest first by their time'],
		spoil: wrong((right) => ({
			async list(tenant, query) {
				const found = await right.list(tenant, query);
				return found.toSorted((a, b) => b.sequence - a.sequence);
			},
		})),
	},
	{
		mistake: 'what is known is asked of all domains',
		caught: ['audit: append: keeps the chains of strangers apart'],
		spoil: wrong((right) => {
			const seen = new Set<string>();
			return {
				async append(tenant, entries) {
					const result = await right.append(tenant, entries);
					for (const { eventId } of entries.slice(0, result.appended)) seen.add(eventId);
					return result;
				},
				known: async (_, eventIds) => new Set(eventIds.filter((eventId) => seen.has(eventId))),
			};
		}),
	},
	{
		mistake: 'the end of a time is a part of it',
		caught: ['audit: list and read: lists the newest first by their time'],
		spoil: wrong((right) => ({
			list: (tenant, { to, ...query }) => right.list(tenant, { ...query, to: to === undefined ? to : to + 1 }),
		})),
	},
];
