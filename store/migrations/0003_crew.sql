-- +goose Up

-- The version of the code that a login was made with: one made while the code
-- was being replaced is over all the same. 0: not known.
ALTER TABLE logins ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

-- When somebody last asked for this attendee's letter on the code page.
ALTER TABLE attendees ADD COLUMN lost_asked BIGINT NOT NULL DEFAULT 0;

-- Refused uses of a known attendee's code, for the help desk.
CREATE TABLE code_uses (
	attendee TEXT NOT NULL,
	why      TEXT NOT NULL,
	uses     BIGINT NOT NULL,
	last     BIGINT NOT NULL,
	PRIMARY KEY (attendee, why)
);

CREATE TABLE crew (
	id             TEXT PRIMARY KEY,
	name           TEXT NOT NULL,
	email          TEXT NOT NULL,
	address_folded TEXT NOT NULL UNIQUE,
	role           TEXT NOT NULL,
	password       TEXT NOT NULL,  -- argon2id
	created        BIGINT NOT NULL
);

-- Links that make an account; used ones are deleted.
CREATE TABLE crew_links (
	hash    TEXT PRIMARY KEY,      -- SHA-256 of the token, hexadecimal
	role    TEXT NOT NULL,
	first   INTEGER NOT NULL,      -- 1: void once there is an owner
	expires BIGINT NOT NULL
);

CREATE TABLE crew_logins (
	id      TEXT PRIMARY KEY,      -- SHA-256 of the cookie's token, hexadecimal
	member  TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE INDEX crew_logins_member ON crew_logins (member, created);

-- +goose Down
DROP TABLE crew_logins;
DROP TABLE crew_links;
DROP TABLE crew;
DROP TABLE code_uses;
ALTER TABLE attendees DROP COLUMN lost_asked;
ALTER TABLE logins DROP COLUMN version;
