export const endedSecrets = `
	ALTER TABLE applications ADD COLUMN ended_secrets TEXT NOT NULL DEFAULT '[]';
	DROP TRIGGER fingerprints_of_inserted;
	CREATE TRIGGER fingerprints_of_inserted AFTER INSERT ON applications BEGIN
		INSERT OR IGNORE INTO secret_fingerprints
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.secrets) WHERE value ->> 'fingerprint' IS NOT NULL
			UNION
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.ended_secrets) WHERE value ->> 'fingerprint' IS NOT NULL;
	END;
	DROP TRIGGER fingerprints_of_updated;
	CREATE TRIGGER fingerprints_of_updated AFTER UPDATE OF secrets, ended_secrets ON applications BEGIN
		DELETE FROM secret_fingerprints WHERE client_id = old.client_id;
		INSERT OR IGNORE INTO secret_fingerprints
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.secrets) WHERE value ->> 'fingerprint' IS NOT NULL
			UNION
			SELECT value ->> 'fingerprint', new.client_id FROM json_each(new.ended_secrets) WHERE value ->> 'fingerprint' IS NOT NULL;
	END;
	`;
