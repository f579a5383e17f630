import { createHash, timingSafeEqual } from 'node:crypto';
import type { Actor, DomainGrant } from '@latchkey/core';

export const PRIVILEGES = [
	{ name: 'devices:read', title: 'View devices', group: 'Devices' },
	{ name: 'devices:write', title: 'Lock devices', group: 'Devices' },
	{ name: 'reports:read', title: 'View reports', group: 'Reporting' },
	{ name: 'events:read', title: 'View events', group: 'Reporting' },
];

const everything = PRIVILEGES.map(({ name }) => name);
const administrator: DomainGrant = { manage: true, reveal: true, grantable: everything };
const analyst: DomainGrant = { manage: false, reveal: true, grantable: ['devices:read', 'reports:read'] };

export interface DemoUser extends Actor {
	readonly role: string;
}

/** Customers, domains and users as a host would have them in its own database. */
export const USERS: readonly DemoUser[] = [
	{
		userId: 'super@acme',
		role: 'Super Administrator',
		customerId: 'acme',
		domains: { 'acme-phones': administrator, 'acme-laptops': administrator },
	},
	{
		userId: 'domain@acme',
		role: 'Domain Administrator of acme-phones',
		customerId: 'acme',
		domains: { 'acme-phones': administrator },
	},
	{
		userId: 'analyst@acme',
		role: 'analyst, sees only their own',
		customerId: 'acme',
		domains: { 'acme-phones': analyst, 'acme-laptops': analyst },
	},
	{
		userId: 'super@globex',
		role: 'Super Administrator',
		customerId: 'globex',
		domains: { 'globex-main': administrator },
	},
];

/** HTTP Basic, for scripts: the user behind an `Authorization` header. */
export function userOf(authorization: string | undefined, password: string): DemoUser | undefined {
	const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
	if (encoded === undefined) return undefined;
	const [userId = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
	return userBy(userId, rest.join(':'), password);
}

export function userBy(userId: string, given: string, password: string): DemoUser | undefined {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	if (!timingSafeEqual(digest(given), digest(password))) return undefined;
	return USERS.find((user) => user.userId === userId);
}
