export const dueLeases = `
	-- In a table of their own: a claim then writes to a few pages of it, not to the page of every application.
	CREATE TABLE due_leases (
		client_id   TEXT PRIMARY KEY NOT NULL,
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		holder      TEXT NOT NULL,
		ends_at     INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	DROP INDEX applications_due;
	ALTER TABLE applications DROP COLUMN lease_holder;
	ALTER TABLE applications DROP COLUMN lease_ends_at;
	-- With the status, so that a claim reads rows only to hand them out.
	CREATE INDEX applications_due ON applications (next_due_at, client_id, status);
	`;
