import { DatabaseSync } from 'node:sqlite';
import type { Contender } from './contenders.ts';
import { GIVEN_MS, NEXT_MS } from './fill.ts';

const BATCH = 50;
const LEASE_MS = 30_000;
const DAY_MS = 86_400_000;
const HOLDER = 'process-of-the-bare-loop';
const COLUMNS = `client_id, customer_id, domain_id, slot, name, description, owner_id, privileges, status, secrets,
	revoked_credentials, token_epoch, revision, created_at, created_by, updated_at, removed_at, invalidated_at, next_due_at,
	request_digest, lifecycle`;

export interface BareOptions {
	/** One for the batch instead of one for each application. */
	readonly oneTransaction: boolean;
}

/** The statements that a sweep of Latchkey comes down to, in the same order; whatever they answer decides nothing. */
export function bareLoopOn(file: string, { oneTransaction }: BareOptions): Contender {
	const database = new DatabaseSync(file);
	database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
	const prepare = (sql: string) => {
		const statement = database.prepare(sql);
		statement.setReturnArrays(true);
		return statement;
	};
	const due = prepare(`SELECT client_id FROM applications
		WHERE next_due_at <= ? AND status <> 'removed' AND NOT EXISTS (
			SELECT 1 FROM due_leases held
			WHERE held.client_id = applications.client_id AND held.ends_at > ? AND held.ends_at <= ?
		)
		ORDER BY next_due_at, client_id LIMIT ?`);
	const endPast = prepare('DELETE FROM due_leases WHERE ends_at <= ? OR ends_at > ?');
	const claimed = prepare(`SELECT ${COLUMNS} FROM applications WHERE client_id = ?`);
	const lease = prepare(
		'INSERT INTO due_leases (client_id, customer_id, domain_id, holder, ends_at) VALUES (?, ?, ?, ?, ?)',
	);
	const processes = prepare('SELECT process_id, usage_written_until FROM processes ORDER BY process_id');
	const policy = prepare(
		`SELECT customer_id, domain_id, show_once, rules, data_key, endpoint_key, revision, created_at, updated_at, removed_at
		 FROM policies WHERE customer_id = ? AND domain_id = ?`,
	);
	const usage = prepare(
		`SELECT client_id, credential_id, tokens_issued, first_used_at, last_used_at, last_address FROM usage
		 WHERE customer_id = ? AND domain_id = ? AND client_id = ?`,
	);
	const find = prepare(`SELECT ${COLUMNS} FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?`);
	const revision = prepare(
		'SELECT revision, secrets FROM applications WHERE client_id = ? AND customer_id = ? AND domain_id = ?',
	);
	const pending = prepare('SELECT count(*) FROM events WHERE customer_id = ? AND domain_id = ? AND source = ?');
	const update = prepare(
		'UPDATE applications SET revision = ?, secrets = ?, updated_at = ?, next_due_at = ? WHERE client_id = ?',
	);
	const append = prepare('INSERT INTO events (customer_id, domain_id, source, event_id, body) VALUES (?, ?, ?, ?, ?)');
	const held = prepare(
		'SELECT 1 FROM due_leases WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	const release = prepare(
		'DELETE FROM due_leases WHERE client_id = ? AND customer_id = ? AND domain_id = ? AND holder = ?',
	);
	let written = 0;

	function inTransaction(work: () => void): void {
		const begins = !database.isTransaction;
		if (begins) database.exec('BEGIN IMMEDIATE');
		work();
		if (begins) database.exec('COMMIT');
	}

	function claim(now: number): Row[] {
		const free = (): Row[] => due.all(now, now, now + 2 * LEASE_MS, BATCH) as unknown as Row[];
		if (free().length === 0) return [];
		const rows: Row[] = [];
		inTransaction(() => {
			endPast.run(now, now + 2 * LEASE_MS);
			for (const [clientId] of free()) {
				const row = claimed.get(clientId) as unknown as Row;
				lease.run(row[0], row[1], row[2], HOLDER, now + LEASE_MS);
				rows.push(row);
			}
		});
		return rows;
	}

	function advance([clientId, customerId, domainId]: Row, now: number): void {
		policy.get(customerId, domainId);
		usage.all(customerId, domainId, clientId);
		const row = find.get(clientId, customerId, domainId) as unknown as Row;
		const secrets = String(row[9]).replace(`"expiryNoticeMs":${GIVEN_MS}`, `"expiryNoticeMs":${NEXT_MS}`);
		written += 1;
		const eventId = `evt_${String(written).padStart(22, '0')}`;
		inTransaction(() => {
			revision.get(clientId, customerId, domainId);
			pending.get(customerId, domainId, clientId);
			update.run(Number(row[12]) + 1, secrets, now, now + NEXT_MS - DAY_MS, clientId);
			append.run(customerId, domainId, clientId, eventId, bodyOf(eventId, row, now));
		});
	}

	function giveBack(rows: readonly Row[]): void {
		for (const row of rows) held.get(row[0], row[1], row[2], HOLDER);
		inTransaction(() => {
			for (const row of rows) release.run(row[0], row[1], row[2], HOLDER);
		});
	}

	function batch(now: number): number {
		const rows = claim(now);
		if (rows.length === 0) return 0;
		processes.all();
		if (oneTransaction) database.exec('BEGIN IMMEDIATE');
		for (const row of rows) advance(row, now);
		if (oneTransaction) database.exec('COMMIT');
		giveBack(rows);
		return rows.length;
	}

	return {
		name: oneTransaction ? 'bare, a transaction for each fifty' : 'bare',
		async advance(now) {
			let advanced = 0;
			for (let found = BATCH; found === BATCH; advanced += found) found = batch(now);
			return advanced;
		},
		close: async () => database.close(),
	};
}

type Row = readonly [clientId: string, customerId: string, domainId: string, ...others: (string | number | null)[]];

/** As long as the real one. */
function bodyOf(id: string, [clientId, customerId, domainId]: Row, now: number): string {
	return `{"id":"${id}","customerId":"${customerId}","domainId":"${domainId}","clientId":"${clientId}","revision":2,"occurredAt":${now},"actor":{"kind":"system"},"type":"client_secret.expiring","data":{"secretId":"sec_${'0'.repeat(22)}","expiresAt":${now}}}`;
}
