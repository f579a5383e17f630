export const credentials = `
	ALTER TABLE usage RENAME COLUMN secret_id TO credential_id;
	ALTER TABLE audit_entries RENAME COLUMN secret_id TO credential_id;
	ALTER TABLE applications RENAME COLUMN revoked_secrets TO revoked_credentials;
	UPDATE applications SET revoked_credentials = (
		SELECT json_group_array(json_object('credentialId', value ->> '$.secretId', 'revokedAt', value -> '$.revokedAt'))
		FROM json_each(revoked_credentials)
	) WHERE revoked_credentials <> '[]';
	`;
