export const lifeCycle = `
	ALTER TABLE applications ADD COLUMN lifecycle TEXT NOT NULL DEFAULT '';
	UPDATE applications SET
		lifecycle = json_object('rotation', NULL, 'rotationPostponedUntil', NULL, 'activeSince', created_at,
			'idleWarning', NULL, 'idleDisabledAt', NULL),
		secrets = (SELECT json_group_array(json_set(value, '$.ancestors', json('[]'), '$.adoptedAt', NULL,
			'$.expiryNoticeMs', NULL)) FROM json_each(secrets)),
		next_due_at = iif(live = 1, updated_at, NULL);

	ALTER TABLE policies ADD COLUMN rules TEXT NOT NULL DEFAULT
		'{"maxLifetimeMs":null,"rotateEveryMs":null,"overlapMs":604800000,"maxOverlapMs":2592000000,"retireWhenQuiet":true,"quietMs":86400000,"extendStalled":true,"noticesMs":[2592000000,604800000,86400000],"idleDisableAfterMs":null,"idleRemoveAfterMs":null}';

	CREATE TABLE processes (
		process_id          TEXT PRIMARY KEY NOT NULL,
		usage_written_until INTEGER NOT NULL
	) STRICT, WITHOUT ROWID;
	`;
