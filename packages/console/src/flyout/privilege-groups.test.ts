import { describe, expect, it } from 'vitest';
import { session } from '../../test/samples.ts';
import { privilegeGroups } from './privilege-groups.ts';

const offered = (grantable: string[], held: string[], search = ''): unknown[] =>
	privilegeGroups(session.privileges, { grantable, held, search }).map(({ title, rows }) => [
		title,
		rows.map((row) => `${row.name}${row.grantable ? '' : ' (take away only)'}`),
	]);

describe('the privileges that are offered', () => {
	it('are those that the actor may grant, by group, in the order of the host', () => {
		expect(offered(['events:read', 'devices:write'], [])).toEqual([
			['Devices', ['devices:write']],
			[undefined, ['events:read']],
		]);
	});

	it('are also those that the application holds, to take them away: even one that the host no longer has', () => {
		expect(offered(['devices:read'], ['events:read', 'gone:read'])).toEqual([
			['Devices', ['devices:read']],
			[undefined, ['events:read (take away only)', 'gone:read (take away only)']],
		]);
	});

	it('are found by name, title and group', () => {
		const all = session.privileges.map(({ name }) => name);
		expect(offered(all, [], 'LOCK')).toEqual([['Devices', ['devices:write']]]);
		expect(offered(all, [], 'devices')).toEqual([['Devices', ['devices:read', 'devices:write']]]);
		expect(offered(all, [], 'nothing of it')).toEqual([]);
	});
});
