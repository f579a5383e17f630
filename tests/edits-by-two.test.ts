import { expect, it } from 'vitest';
import { isMongo } from './support/place.ts';
import type { PlainClient } from './support/plain-client.ts';
import { PATH } from './support/racer.ts';
import { startRacingPair } from './support/racing-pair.ts';
import { runs } from './support/soak.ts';

/** By each of the two. */
const EDITS = isMongo() ? runs(10) : runs(25);

interface Seen {
	readonly clientId: string;
	readonly description: string | null;
}

it('two administrators, each at a host of their own, never lose an edit of one application without a 412', async () => {
	const pair = await startRacingPair(3);
	const [first] = pair.clients;
	const headers = { 'x-user': 'user-0' };
	const { body: added } = await first.send<Seen>('POST', PATH, { headers, body: { name: 'Edited', description: '' } });
	const path = `${PATH}/${added.clientId}`;
	let refused = 0;

	/**
	 * Each edit adds a word to what it has read, as a person would; where it is told that this is old, it reads again.
	 */
	async function edit(client: PlainClient, userId: string): Promise<string[]> {
		const words: string[] = [];
		while (words.length < EDITS) {
			const seen = await client.send<Seen>('GET', path, { headers: { 'x-user': userId } });
			const word = `${userId}.${words.length}`;
			const description = `${seen.body.description ?? ''} ${word}`.trim();
			const ifMatch = { 'x-user': userId, 'if-match': seen.etag };
			const { status } = await client.send('PATCH', path, { headers: ifMatch, body: { description } });
			expect([200, 412]).toContain(status);
			if (status === 200) words.push(word);
			else refused += 1;
		}
		return words;
	}

	const written = await Promise.all(pair.clients.map((client, index) => edit(client, `user-${index + 1}`)));
	const { body } = await first.send<Seen>('GET', path, { headers });
	expect(body.description?.split(' ').sort()).toEqual(written.flat().sort());
	expect(refused, 'they never met').toBeGreaterThan(0);
	const events = (await pair.events()).filter(({ type }) => type === 'client_application.changed');
	expect(events).toHaveLength(2 * EDITS);
});
