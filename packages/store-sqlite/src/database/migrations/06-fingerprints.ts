export const fingerprints = `
	-- What an application is found by. Secrets that were made before this have no fingerprint.
	CREATE TABLE secret_fingerprints (
		fingerprint TEXT NOT NULL,
		client_id   TEXT NOT NULL,
		PRIMARY KEY (fingerprint, client_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX secret_fingerprints_of_application ON secret_fingerprints (client_id);
	UPDATE applications SET secrets = (
		SELECT json_group_array(json_set(value, '$.fingerprint', NULL, '$.leakedAt', NULL)) FROM json_each(secrets)
	);
	UPDATE policies SET rules = json_set(rules, '$.onLeak', 'revoke');
	-- Triggers, so that they are in step with the secrets whatever writes those.
	CREATE TRIGGER fingerprints_of_inserted AFTER INSERT ON applications BEGIN
		INSERT OR IGNORE INTO secret_fingerprints
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.secrets) WHERE value ->> 'fingerprint' IS NOT NULL;
	END;
	CREATE TRIGGER fingerprints_of_updated AFTER UPDATE OF secrets ON applications BEGIN
		DELETE FROM secret_fingerprints WHERE client_id = old.client_id;
		INSERT OR IGNORE INTO secret_fingerprints
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.secrets) WHERE value ->> 'fingerprint' IS NOT NULL;
	END;
	CREATE TRIGGER fingerprints_of_deleted AFTER DELETE ON applications BEGIN
		DELETE FROM secret_fingerprints WHERE client_id = old.client_id;
	END;
	`;
