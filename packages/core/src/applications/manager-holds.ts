import { LatchkeyError } from '../errors.ts';
import type { ClientApplication } from './client-application.ts';
import type { Edit } from './edit.ts';

/** What only a manager may change once a manager has set it. */
export const MANAGER_HOLDS = ['allowedAddresses', 'status'] as const;
export type ManagerHold = (typeof MANAGER_HOLDS)[number];

type Asked = Pick<Edit, 'fields' | 'status'>;

/** What a manager restricts stays restricted until a manager says otherwise. */
export function heldAfter(held: readonly ManagerHold[], { fields, status }: Asked): readonly ManagerHold[] {
	const restricts: Readonly<Record<ManagerHold, boolean | undefined>> = {
		allowedAddresses: fields.allowedAddresses === undefined ? undefined : fields.allowedAddresses.length > 0,
		status: status === undefined ? undefined : status === 'disabled',
	};
	const after = MANAGER_HOLDS.filter((hold) => restricts[hold] ?? held.includes(hold));
	return after.length === held.length && after.every((hold) => held.includes(hold)) ? held : after;
}

/** For actors who do not manage: throws `forbidden` where the edit would change what a manager holds. */
export function assertNotHeld(application: ClientApplication, { fields, status }: Asked): void {
	const { heldByManager } = application.lifecycle;
	if (heldByManager.includes('status') && status === 'enabled') {
		throw new LatchkeyError('forbidden', 'a manager of this domain has disabled it; only a manager can enable it');
	}
	const { allowedAddresses } = fields;
	if (allowedAddresses === undefined || !heldByManager.includes('allowedAddresses')) return;
	if (JSON.stringify(allowedAddresses) !== JSON.stringify(application.allowedAddresses)) {
		throw new LatchkeyError(
			'forbidden',
			'a manager of this domain has set where it may come from; only a manager can change that',
		);
	}
}
