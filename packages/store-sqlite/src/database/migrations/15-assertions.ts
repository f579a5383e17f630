export const assertions = `
	ALTER TABLE applications ADD COLUMN public_keys TEXT NOT NULL DEFAULT '[]';
	ALTER TABLE applications ADD COLUMN key_set TEXT;
	CREATE TABLE used_assertions (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		client_id   TEXT NOT NULL,
		digest      TEXT NOT NULL,
		expires_at  INTEGER NOT NULL,
		PRIMARY KEY (customer_id, domain_id, client_id, digest)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at);
	`;
