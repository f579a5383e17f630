export const endpoints = `
	ALTER TABLE policies ADD COLUMN endpoint_key TEXT;

	CREATE TABLE endpoints (
		endpoint_id     TEXT PRIMARY KEY NOT NULL,
		customer_id     TEXT NOT NULL,
		domain_id       TEXT NOT NULL,
		client_id       TEXT,
		slot            TEXT NOT NULL,
		url             TEXT NOT NULL,
		description     TEXT NOT NULL,
		event_types     TEXT,
		status          TEXT NOT NULL CHECK (status IN ('enabled', 'paused', 'disabled', 'removed')),
		disabled_reason TEXT,
		signing_secrets TEXT NOT NULL,
		failing_since   INTEGER,
		next_attempt_at INTEGER,
		wakeups         INTEGER NOT NULL,
		revision        INTEGER NOT NULL,
		created_at      INTEGER NOT NULL,
		created_by      TEXT NOT NULL,
		updated_at      INTEGER NOT NULL,
		removed_at      INTEGER,
		live            INTEGER NOT NULL GENERATED ALWAYS AS (status <> 'removed') VIRTUAL
	) STRICT;
	CREATE UNIQUE INDEX endpoints_by_slot ON endpoints (customer_id, domain_id, slot);
	CREATE INDEX endpoints_newest_first
		ON endpoints (customer_id, domain_id, live, created_at DESC, endpoint_id DESC);
	-- By status first: endpoints that are paused wait for long, with something to send.
	CREATE INDEX endpoints_due ON endpoints (status, next_attempt_at, endpoint_id);
	CREATE INDEX endpoints_removed ON endpoints (removed_at);

	CREATE TABLE endpoint_leases (
		endpoint_id TEXT PRIMARY KEY NOT NULL,
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		holder      TEXT NOT NULL,
		ends_at     INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;

	CREATE TABLE deliveries (
		delivery_id     TEXT PRIMARY KEY NOT NULL,
		customer_id     TEXT NOT NULL,
		domain_id       TEXT NOT NULL,
		endpoint_id     TEXT NOT NULL,
		ordinal         INTEGER NOT NULL,
		status          TEXT NOT NULL CHECK (status IN ('pending', 'held', 'delivered', 'failed')),
		next_attempt_at INTEGER,
		attempts        INTEGER NOT NULL,
		tries           INTEGER NOT NULL,
		log             TEXT NOT NULL,
		created_at      INTEGER NOT NULL,
		event           TEXT NOT NULL
	) STRICT;
	CREATE INDEX deliveries_due
		ON deliveries (customer_id, domain_id, endpoint_id, status, next_attempt_at, ordinal);
	-- Says of each what lists are narrowed by, so that rows are read only to be listed.
	CREATE INDEX deliveries_newest_first
		ON deliveries (customer_id, domain_id, endpoint_id, ordinal DESC, status, created_at);
	CREATE INDEX deliveries_by_age ON deliveries (created_at);
	`;
