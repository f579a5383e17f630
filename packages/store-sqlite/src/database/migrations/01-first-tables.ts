export const firstTables = `
	CREATE TABLE applications (
		client_id       TEXT PRIMARY KEY NOT NULL,
		customer_id     TEXT NOT NULL,
		domain_id       TEXT NOT NULL,
		slot            TEXT NOT NULL,
		name            TEXT NOT NULL,
		description     TEXT NOT NULL,
		owner_id        TEXT NOT NULL,
		privileges      TEXT NOT NULL,
		status          TEXT NOT NULL CHECK (status IN ('enabled', 'disabled', 'removed')),
		secrets         TEXT NOT NULL,
		revoked_secrets TEXT NOT NULL,
		token_epoch     INTEGER NOT NULL,
		revision        INTEGER NOT NULL,
		created_at      INTEGER NOT NULL,
		created_by      TEXT NOT NULL,
		updated_at      INTEGER NOT NULL,
		removed_at      INTEGER,
		invalidated_at  INTEGER,
		next_due_at     INTEGER,
		request_digest  TEXT,
		-- searchKey() of the name and of the Client ID, since SQLite itself folds ASCII only.
		name_key        TEXT NOT NULL,
		client_id_key   TEXT NOT NULL,
		-- Lists and counts never walk through what was removed, however much of it waits to be purged.
		live            INTEGER NOT NULL GENERATED ALWAYS AS (status <> 'removed') VIRTUAL
	) STRICT;
	CREATE UNIQUE INDEX applications_by_slot ON applications (customer_id, domain_id, slot);
	CREATE INDEX applications_newest_first
		ON applications (customer_id, domain_id, live, created_at DESC, client_id DESC);
	CREATE INDEX applications_of_owner
		ON applications (customer_id, domain_id, owner_id, live, created_at DESC, client_id DESC);
	CREATE INDEX applications_invalidated ON applications (invalidated_at, client_id);
	CREATE INDEX applications_due ON applications (next_due_at, client_id);
	CREATE INDEX applications_removed ON applications (removed_at);

	CREATE TABLE policies (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		show_once   INTEGER NOT NULL CHECK (show_once IN (0, 1)),
		data_key    TEXT,
		revision    INTEGER NOT NULL,
		created_at  INTEGER NOT NULL,
		updated_at  INTEGER NOT NULL,
		removed_at  INTEGER,
		PRIMARY KEY (customer_id, domain_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX policies_removed ON policies (removed_at);

	-- source is the Client ID, or '' for the domain's policy.
	CREATE TABLE events (
		sequence    INTEGER PRIMARY KEY,
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		source      TEXT NOT NULL,
		event_id    TEXT NOT NULL,
		body        TEXT NOT NULL
	) STRICT;
	CREATE INDEX events_of_document ON events (customer_id, domain_id, source, sequence);
	CREATE UNIQUE INDEX events_by_id ON events (customer_id, domain_id, source, event_id);

	CREATE TABLE usage (
		customer_id   TEXT NOT NULL,
		domain_id     TEXT NOT NULL,
		client_id     TEXT NOT NULL,
		secret_id     TEXT NOT NULL,
		tokens_issued INTEGER NOT NULL,
		first_used_at INTEGER NOT NULL,
		last_used_at  INTEGER NOT NULL,
		last_address  TEXT,
		PRIMARY KEY (customer_id, domain_id, client_id, secret_id)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE host_keys (
		key_id       TEXT PRIMARY KEY NOT NULL,
		purpose      TEXT NOT NULL,
		algorithm    TEXT,
		public_jwk   TEXT,
		wrapped      TEXT NOT NULL,
		created_at   INTEGER NOT NULL,
		activates_at INTEGER NOT NULL
	) STRICT;
	CREATE INDEX host_keys_oldest_first ON host_keys (created_at, key_id);
	`;
