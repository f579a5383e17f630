import { StoreUnavailableError } from '@latchkey/core';
import type { Connection } from './connection.ts';

/** Each runs once, in one transaction with the number that it leads to. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [
	`
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
	`,
	`
	ALTER TABLE applications ADD COLUMN lease_holder TEXT;
	ALTER TABLE applications ADD COLUMN lease_ends_at INTEGER;
	-- Says of what is due whether it is held and live, so that a claim reads rows only to hand them out. (SQLite reads the
	-- row for a generated column.)
	DROP INDEX applications_due;
	CREATE INDEX applications_due ON applications (next_due_at, client_id, lease_ends_at, status);

	-- Rows of documents whose events are being relayed; none of those that have no events.
	CREATE TABLE event_leases (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		source      TEXT NOT NULL,
		holder      TEXT NOT NULL,
		ends_at     INTEGER NOT NULL,
		PRIMARY KEY (customer_id, domain_id, source)
	) STRICT, WITHOUT ROWID;
	`,
	`
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
	`,
	`
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
	`,
	`
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
	`,
	`
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
	`,
	`
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
	`,
	`
	ALTER TABLE applications ADD COLUMN allowed_addresses TEXT NOT NULL DEFAULT '[]';
	ALTER TABLE applications ADD COLUMN token_lifetime_seconds INTEGER;
	`,
	`
	CREATE TABLE revoked_tokens (
		customer_id TEXT NOT NULL,
		domain_id   TEXT NOT NULL,
		client_id   TEXT NOT NULL,
		token_id    TEXT NOT NULL,
		revoked_at  INTEGER NOT NULL,
		expires_at  INTEGER NOT NULL,
		PRIMARY KEY (customer_id, domain_id, client_id, token_id)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX revoked_tokens_in_order ON revoked_tokens (revoked_at, token_id);
	CREATE INDEX revoked_tokens_by_expiry ON revoked_tokens (expires_at);
	`,
	`
	ALTER TABLE usage RENAME COLUMN secret_id TO credential_id;
	ALTER TABLE audit_entries RENAME COLUMN secret_id TO credential_id;
	ALTER TABLE applications RENAME COLUMN revoked_secrets TO revoked_credentials;
	UPDATE applications SET revoked_credentials = (
		SELECT json_group_array(json_object('credentialId', value ->> '$.secretId', 'revokedAt', value -> '$.revokedAt'))
		FROM json_each(revoked_credentials)
	) WHERE revoked_credentials <> '[]';
	`,
	`
	-- A list by status walks through what has it and no more; the one of all needs no status, and is written less often.
	CREATE INDEX deliveries_of_status
		ON deliveries (customer_id, domain_id, endpoint_id, status, ordinal DESC, created_at);
	DROP INDEX deliveries_newest_first;
	CREATE INDEX deliveries_newest_first ON deliveries (customer_id, domain_id, endpoint_id, ordinal DESC);
	`,
	`
	-- Says of each token whether it has expired, so that rows are read only of those that have not.
	DROP INDEX revoked_tokens_in_order;
	CREATE INDEX revoked_tokens_in_order ON revoked_tokens (revoked_at, token_id, expires_at);
	`,
	`
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
	`,
	`
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
	`,
	`
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
	`,
];

/** The version of a file that is up to date. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** Brings the file up to what this program needs; several processes may try at the same time. */
export async function migrate({ database, read, write }: Connection): Promise<void> {
	const version = (): number => Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
	// Read first: a file that is up to date opens without the write lock.
	while ((await read(version)) < MIGRATIONS.length) {
		await write(() => {
			const from = version();
			const next = MIGRATIONS[from];
			if (next !== undefined) database.exec(`${next}; PRAGMA user_version = ${from + 1}`);
		});
	}
	const found = await read(version);
	if (found > MIGRATIONS.length) {
		throw new StoreUnavailableError(
			`the database has version ${found}, written by a newer program; this one knows ${MIGRATIONS.length}`,
		);
	}
}
