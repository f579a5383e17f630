export const relayLeases = `
	ALTER TABLE applications ADD COLUMN lease_holder TEXT;
	ALTER TABLE applications ADD COLUMN lease_ends_at INTEGER;
	-- Says of what is due whether it is held and live, so that a claim reads rows only to hand them out. (SQLite reads the
	-- row for a generated column.)
	DROP INDEX applications_due;
	CREATE INDEX applications_due ON applications (next_due_at, client_id, lease_ends_at, status);

	-- Rows of documents whose events are being relayed; none of those that have no events.
	CREATE TABLE event_leases (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		source      TEXT NOT NULL,
		holder      TEXT NOT NULL,
		ends_at     INTEGER NOT NULL,
		PRIMARY KEY (customer_id, domain_id, source)
	) STRICT, WITHOUT ROWID;
	`;
