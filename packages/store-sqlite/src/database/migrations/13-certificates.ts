export const certificates = `
	ALTER TABLE applications ADD COLUMN certificates TEXT NOT NULL DEFAULT '[]';
	-- Whose certificates have a key.
	CREATE TABLE certificate_keys (
		customer_id    TEXT NOT NULL,
		domain_id      TEXT NOT NULL,
		key_thumbprint TEXT NOT NULL,
		client_id      TEXT NOT NULL,
		PRIMARY KEY (customer_id, domain_id, key_thumbprint, client_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX certificate_keys_of_application ON certificate_keys (client_id);
	CREATE TRIGGER certificate_keys_of_inserted AFTER INSERT ON applications WHEN new.certificates <> '[]' BEGIN
		INSERT OR IGNORE INTO certificate_keys
			SELECT new.customer_id, new.domain_id, value ->> 'keyThumbprint', new.client_id FROM json_each(new.certificates);
	END;
	CREATE TRIGGER certificate_keys_of_updated AFTER UPDATE OF certificates ON applications BEGIN
		DELETE FROM certificate_keys WHERE client_id = old.client_id;
		INSERT OR IGNORE INTO certificate_keys
			SELECT new.customer_id, new.domain_id, value ->> 'keyThumbprint', new.client_id FROM json_each(new.certificates);
	END;
	CREATE TRIGGER certificate_keys_of_deleted AFTER DELETE ON applications WHEN old.certificates <> '[]' BEGIN
		DELETE FROM certificate_keys WHERE client_id = old.client_id;
	END;

	CREATE TABLE certificate_authorities (
		customer_id TEXT NOT NULL,
		generation  INTEGER NOT NULL,
		certificate TEXT NOT NULL,
		wrapped     TEXT NOT NULL,
		created_at  INTEGER NOT NULL,
		not_after   INTEGER NOT NULL,
		PRIMARY KEY (customer_id, generation)
	) STRICT, WITHOUT ROWID;

	CREATE TABLE revoked_certificates (
		customer_id   TEXT NOT NULL,
		generation    INTEGER NOT NULL,
		serial_number TEXT NOT NULL,
		revoked_at    INTEGER NOT NULL,
		reason        TEXT NOT NULL,
		not_after     INTEGER NOT NULL,
		PRIMARY KEY (customer_id, generation, serial_number)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX revoked_certificates_by_expiry ON revoked_certificates (not_after);
	`;
