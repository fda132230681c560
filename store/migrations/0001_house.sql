-- +goose Up

-- Times are Unix milliseconds, 0 for none; flags are 0 or 1; ids are text.

CREATE TABLE conference (
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	id          TEXT NOT NULL,   -- part of every code
	settings    TEXT NOT NULL,   -- JSON
	fingerprint TEXT NOT NULL,   -- of the secret
	erase_salt  TEXT NOT NULL,   -- keys the hashes of erased tickets; rekey leaves it
	created     BIGINT NOT NULL
);

CREATE TABLE changes (
	id      TEXT PRIMARY KEY,
	at      BIGINT NOT NULL,
	kind    TEXT NOT NULL,
	subject TEXT NOT NULL
);
CREATE INDEX changes_at ON changes (at);

CREATE TABLE leases (
	name   TEXT PRIMARY KEY,
	holder TEXT NOT NULL,
	until  BIGINT NOT NULL
);

CREATE TABLE audit (
	id         TEXT PRIMARY KEY,
	at         BIGINT NOT NULL,
	actor      TEXT NOT NULL,
	actor_name TEXT NOT NULL,
	did        TEXT NOT NULL,    -- JSON of a sentence
	kind       TEXT NOT NULL,
	subject    TEXT NOT NULL
);
CREATE INDEX audit_subject ON audit (kind, subject);

-- What the ACME client keeps: certificates, keys, its account. Binary data is
-- BYTEA on PostgreSQL; SQLite keeps bytes as such under any type name.
CREATE TABLE certificates (
	name  TEXT PRIMARY KEY,
	data  BYTEA NOT NULL,
	saved BIGINT NOT NULL
);

-- People. A ticket's row is in 0002.

CREATE TABLE attendees (
	id             TEXT PRIMARY KEY,
	ticket         TEXT NOT NULL UNIQUE,
	name           TEXT NOT NULL,
	email          TEXT NOT NULL,
	address_folded TEXT NOT NULL,
	language       TEXT NOT NULL,
	code_version   INTEGER NOT NULL,
	standing       TEXT NOT NULL,
	since          BIGINT NOT NULL,
	created        BIGINT NOT NULL,
	search         TEXT NOT NULL  -- folded: name, address, order, ticket
);
CREATE INDEX attendees_address ON attendees (address_folded);

-- Every version stays, so that a replaced code is known as such.
CREATE TABLE codes (
	hash     TEXT PRIMARY KEY,    -- keyed hash, hexadecimal
	attendee TEXT NOT NULL,
	version  INTEGER NOT NULL
);
CREATE INDEX codes_attendee ON codes (attendee, version);

CREATE TABLE logins (
	id       TEXT PRIMARY KEY,    -- SHA-256 of the cookie's token, hexadecimal
	attendee TEXT NOT NULL,
	device   TEXT NOT NULL,
	created  BIGINT NOT NULL,
	seen     BIGINT NOT NULL,
	expires  BIGINT NOT NULL,
	ended    BIGINT NOT NULL DEFAULT 0,
	why      TEXT NOT NULL DEFAULT ''
);
CREATE INDEX logins_attendee ON logins (attendee, ended);

CREATE TABLE letters (
	id             TEXT PRIMARY KEY,
	kind           TEXT NOT NULL,
	address        TEXT NOT NULL,
	address_folded TEXT NOT NULL,
	name           TEXT NOT NULL,
	language       TEXT NOT NULL,
	state          TEXT NOT NULL,
	due            BIGINT NOT NULL,
	tries          INTEGER NOT NULL DEFAULT 0,
	provider       TEXT NOT NULL DEFAULT '',
	problem        TEXT NOT NULL DEFAULT '', -- JSON of a sentence
	created        BIGINT NOT NULL,
	sent           BIGINT NOT NULL DEFAULT 0,
	settled        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX letters_due ON letters (state, due);
CREATE INDEX letters_address ON letters (address_folded, created);
CREATE INDEX letters_provider ON letters (provider);

CREATE TABLE letter_lines (
	letter   TEXT NOT NULL,
	position INTEGER NOT NULL,
	attendee TEXT NOT NULL,
	version  INTEGER NOT NULL,
	PRIMARY KEY (letter, position)
);
CREATE INDEX letter_lines_attendee ON letter_lines (attendee);

-- +goose Down
DROP TABLE letter_lines;
DROP TABLE letters;
DROP TABLE logins;
DROP TABLE codes;
DROP TABLE attendees;
DROP TABLE certificates;
DROP TABLE audit;
DROP TABLE leases;
DROP TABLE changes;
DROP TABLE conference;
