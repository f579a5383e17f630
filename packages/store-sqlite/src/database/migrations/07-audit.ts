export const audit = `
	CREATE TABLE audit_entries (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		sequence    INTEGER NOT NULL,
		event_id    TEXT NOT NULL,
		type        TEXT NOT NULL,
		at          INTEGER NOT NULL,
		actor_kind  TEXT NOT NULL,
		actor_id    TEXT,
		secret_id   TEXT,
		address     TEXT,
		client_id   TEXT,
		data        TEXT NOT NULL,
		link        TEXT NOT NULL,
		mac         TEXT NOT NULL,
		PRIMARY KEY (customer_id, domain_id, sequence)
	) STRICT, WITHOUT ROWID;
	CREATE UNIQUE INDEX audit_by_event ON audit_entries (customer_id, domain_id, event_id);
	CREATE INDEX audit_newest_first ON audit_entries (customer_id, domain_id, at DESC, sequence DESC);
	CREATE INDEX audit_of_client ON audit_entries (customer_id, domain_id, client_id, at DESC, sequence DESC);
	CREATE INDEX audit_of_actor ON audit_entries (customer_id, domain_id, actor_id, at DESC, sequence DESC);
	CREATE INDEX audit_of_type ON audit_entries (customer_id, domain_id, type, at DESC, sequence DESC);
	CREATE INDEX audit_oldest ON audit_entries (at, customer_id, domain_id, sequence);

	CREATE TABLE audit_checkpoints (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		sequence    INTEGER NOT NULL,
		link        TEXT NOT NULL,
		mac         TEXT NOT NULL,
		cut_at      INTEGER NOT NULL,
		proof       TEXT NOT NULL,
		PRIMARY KEY (customer_id, domain_id)
	) STRICT, WITHOUT ROWID;
	`;
